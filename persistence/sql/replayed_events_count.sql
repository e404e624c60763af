-- The number of the events of items. $1, $2 as for replayed_items
SELECT coalesce(sum(seq), 0)::bigint
FROM items
WHERE ($1::text IS NULL OR auction_id = $1)
    AND ($2::bigint = 0 OR $2 <= (
        SELECT at FROM events WHERE events.item_id = items.item_id ORDER BY events.seq DESC LIMIT 1
    ))
