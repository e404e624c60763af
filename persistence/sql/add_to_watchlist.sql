-- Puts an item on a user's watchlist, unless it is there. $1 user_id  $2 item_id  $3 added_at
INSERT INTO watchlist (user_id, item_id, added_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
