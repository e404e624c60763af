-- Whether an item exists. $1 item_id
SELECT EXISTS (SELECT FROM items WHERE item_id = $1)
