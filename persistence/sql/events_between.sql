-- The count of an item's events with a number between two others. $1 item_id  $2 after  $3 before
SELECT count(*) FROM events WHERE item_id = $1 AND seq > $2 AND seq < $3
