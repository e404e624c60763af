-- The items that a user has won, the latest outcome first: the first ones, or those after an item.
-- $1 user_id  $2 a line of winners with the user's id alone, as JSON  $3 item_id or null  $4 limit
WITH won AS (
    SELECT items.item_id, listing, status, winners, at
    FROM items JOIN events ON events.item_id = items.item_id AND events.seq = items.seq
    WHERE status = 'sold' AND winners @> $2::jsonb
        AND EXISTS (
            SELECT FROM jsonb_array_elements(winners) AS line WHERE line -> 0 ->> 0 = $1)
)
SELECT listing, status, winners, at FROM won
WHERE $3::text IS NULL OR (at, item_id) < (SELECT at, item_id FROM won WHERE item_id = $3)
ORDER BY at DESC, item_id DESC LIMIT $4
