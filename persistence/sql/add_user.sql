-- Adds a user; an existing one stays unchanged. $1 user_id  $2 handle
INSERT INTO users (user_id, handle) VALUES ($1, $2) ON CONFLICT (user_id) DO NOTHING
