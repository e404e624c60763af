-- An item's events, oldest first. $1 item_id
SELECT body FROM events WHERE item_id = $1 ORDER BY seq
