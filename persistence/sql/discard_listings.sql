-- Deletes those of the items that have no archived event. $1 item_id[]
DELETE FROM items WHERE item_id = ANY ($1) AND seq = 0
