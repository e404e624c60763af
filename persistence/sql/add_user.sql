-- Adds a user; an existing one gets the new handle. $1 user_id  $2 handle
INSERT INTO users (user_id, handle) VALUES ($1, $2)
ON CONFLICT (user_id) DO UPDATE SET handle = excluded.handle
