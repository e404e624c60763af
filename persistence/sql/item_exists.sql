-- Whether an item exists and was not deleted. $1 item_id
SELECT EXISTS (SELECT FROM items WHERE item_id = $1 AND status <> 'deleted')
