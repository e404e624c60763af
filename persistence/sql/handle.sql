-- A user's handle. $1 user_id
SELECT handle FROM users WHERE user_id = $1
