-- Deletes an item that has no archived event. $1 item_id
DELETE FROM items WHERE item_id = $1 AND seq = 0
