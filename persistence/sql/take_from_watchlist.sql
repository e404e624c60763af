-- Takes an item from a user's watchlist. $1 user_id  $2 item_id
DELETE FROM watchlist WHERE user_id = $1 AND item_id = $2
