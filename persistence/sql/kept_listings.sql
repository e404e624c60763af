-- The listings of those of the items that exist, and whether each has been deleted. $1 item_id[]
SELECT item_id, listing, status = 'deleted' AS deleted FROM items WHERE item_id = ANY ($1)
