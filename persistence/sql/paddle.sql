-- A paddle of a sale, with its user's handle if the archive knows the user. $1 auction_id  $2 number
SELECT number, paddles.user_id, name, handle
FROM paddles LEFT JOIN users USING (user_id)
WHERE auction_id = $1 AND number = $2
