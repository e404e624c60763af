-- An item's next events after a number, oldest first. $1 item_id  $2 after  $3 limit
SELECT seq, body FROM events WHERE item_id = $1 AND seq > $2 ORDER BY seq LIMIT $3
