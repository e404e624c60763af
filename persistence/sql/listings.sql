-- The listings of items. $1 item_id[]
SELECT item_id, listing FROM items WHERE item_id = ANY ($1::text[])
