-- The paddles of users in a sale. $1 auction_id  $2 user_ids
SELECT user_id, min(number) AS number FROM paddles
WHERE auction_id = $1 AND user_id = ANY ($2::text[]) GROUP BY user_id
