-- Sets an item's row to what its events add up to, be it less than it was.
-- $1 item_id  $2 seq  $3 status  $4 price  $5 leader  $6 bid_count  $7 ends_at  $8 winners
UPDATE items
SET seq = $2, status = $3, price = $4, leader = $5, bid_count = $6, ends_at = $7, winners = $8
WHERE item_id = $1
