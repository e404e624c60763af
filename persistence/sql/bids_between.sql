-- Bids with a number between two others, oldest first. $1 item_id  $2 after  $3 before
SELECT seq, bid_id, handle AS bidder, amount, at, auto
FROM bids JOIN users ON users.user_id = bids.bidder
WHERE item_id = $1 AND seq > $2 AND seq < $3
ORDER BY seq
