-- The number of items on a user's watchlist besides one item. $1 user_id  $2 item_id
SELECT count(*) FROM watchlist WHERE user_id = $1 AND item_id <> $2
