-- The items on a user's watchlist, the latest addition first: the first ones, or those after an item.
-- $1 user_id  $2 item_id or null  $3 limit
SELECT item_id FROM watchlist
WHERE user_id = $1
    AND ($2::text IS NULL
        OR (added_at, item_id) < (
            SELECT added_at, item_id FROM watchlist WHERE user_id = $1 AND item_id = $2))
ORDER BY added_at DESC, item_id DESC LIMIT $3
