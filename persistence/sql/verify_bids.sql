-- An item's bids, in the order of BidRow. $1 item_id
SELECT item_id, seq, bid_id, bidder, amount, at, auto, quantity, secret, source, paddle
FROM bids WHERE item_id = $1 ORDER BY seq
