-- The number of items, and of their events. $1, $2 as for replayed_items
SELECT count(*) AS items, coalesce(sum(seq), 0)::bigint AS events
FROM items
WHERE ($1::text IS NULL OR auction_id = $1)
    AND ($2::bigint = 0 OR $2 <= (
        SELECT at FROM events WHERE events.item_id = items.item_id ORDER BY events.seq DESC LIMIT 1
    ))
