-- The bids of items in the order of BidRow, item by item in the order of their ids, oldest first. $1 item_ids
SELECT bid.*
FROM unnest($1::text[]) AS chosen (item_id)
CROSS JOIN LATERAL (
    SELECT item_id, seq, bid_id, bidder, amount, at, auto, quantity, secret, source, paddle
    FROM bids WHERE bids.item_id = chosen.item_id ORDER BY seq
) AS bid
