-- The listings of those of the items that exist, whether each has an event, and its status. $1 item_id[]
SELECT item_id, listing, seq > 0 AS begun, status FROM items WHERE item_id = ANY ($1)
