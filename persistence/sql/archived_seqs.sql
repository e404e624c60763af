-- The last archived event number of items. $1 item_id[]
SELECT item_id, seq FROM items WHERE item_id = ANY ($1::text[])
