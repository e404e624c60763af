-- The items of a sale that have not ended, in the order in which they were put up: the first ones, or
-- those after an item.
-- $1 auction_id  $2 item_id or null  $3 limit
SELECT item_id FROM items
WHERE auction_id = $1 AND status NOT IN ('sold', 'unsold', 'cancelled', 'deleted')
    AND ($2::text IS NULL
        OR (created_at, item_id) > (
            SELECT created_at, item_id FROM items WHERE auction_id = $1 AND item_id = $2))
ORDER BY created_at, item_id LIMIT $3
