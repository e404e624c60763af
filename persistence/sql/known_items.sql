-- Those of the items that have archived events. $1 item_id[]
SELECT item_id FROM items WHERE item_id = ANY ($1) AND seq > 0
