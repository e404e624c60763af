-- The users who are blocked from a sale. $1 auction_id  $2 limit
SELECT user_id FROM sale_bidders WHERE auction_id = $1 AND blocked ORDER BY user_id LIMIT $2
