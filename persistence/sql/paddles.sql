-- The paddles of a sale. $1 auction_id
SELECT number, paddles.user_id, name, handle
FROM paddles LEFT JOIN users USING (user_id)
WHERE auction_id = $1 ORDER BY length(number), number
