-- Those of the bid_ids that an item's events up to a number accepted. $1 item_id  $2 bid_id[]  $3 last
SELECT bid_id FROM bids WHERE item_id = $1 AND bid_id = ANY ($2) AND NOT auto AND seq <= $3
UNION
SELECT body ->> 'bid_id' FROM events
WHERE item_id = $1 AND type = 'MaxRaised' AND body ->> 'bid_id' = ANY ($2) AND seq <= $3
UNION
SELECT body ->> 'bid_id' FROM events
WHERE item_id = $1 AND type = 'BidLeft' AND body ->> 'bid_id' = ANY ($2) AND seq <= $3
