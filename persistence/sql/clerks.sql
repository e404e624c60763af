-- The clerks of a sale. $1 auction_id
SELECT user_id, granted_at FROM clerks WHERE auction_id = $1 ORDER BY user_id
