-- The items of a sale that take bids, will take bids or may be reopened, in the order in which they were put
-- up: the first ones, or those after an item.
-- $1 auction_id  $2 item_id or null  $3 limit  $4 the moment since which a closed item may be reopened
SELECT item_id FROM items
WHERE auction_id = $1
    AND (status NOT IN ('sold', 'unsold', 'cancelled', 'deleted')
        OR (status IN ('sold', 'unsold')
            AND EXISTS (
                SELECT FROM events
                WHERE events.item_id = items.item_id AND events.seq = items.seq AND at >= $4)))
    AND ($2::text IS NULL
        OR (created_at, item_id) > (
            SELECT created_at, item_id FROM items WHERE auction_id = $1 AND item_id = $2))
ORDER BY created_at, item_id LIMIT $3
