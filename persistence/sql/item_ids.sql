-- The items of a sale in the order in which they were put up. $1 auction_id  $2 limit
SELECT item_id FROM items WHERE auction_id = $1 ORDER BY created_at, item_id LIMIT $2
