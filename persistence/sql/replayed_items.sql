-- Items with their standing, in the order of StandingRow, and their listing.
-- $1 auction_id, or NULL for all; $2 the least moment of the last event, or 0
SELECT item_id, seq, status, price, leader, bid_count, ends_at, winners, listing
FROM items
WHERE ($1::text IS NULL OR auction_id = $1)
    AND ($2::bigint = 0 OR $2 <= (
        SELECT at FROM events WHERE events.item_id = items.item_id ORDER BY events.seq DESC LIMIT 1
    ))
ORDER BY item_id
