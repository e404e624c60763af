-- Bids with a lower number, newest first. $1 item_id  $2 seq  $3 limit
SELECT seq, bid_id, handle AS bidder, amount, at, auto
FROM bids JOIN users ON users.user_id = bids.bidder
WHERE item_id = $1 AND seq < $2
ORDER BY seq DESC
LIMIT $3
