-- The sales of which a user is a clerk. $1 user_id
SELECT auction_id FROM clerks WHERE user_id = $1 ORDER BY granted_at DESC, auction_id
