-- $1 user_id[]  $2 handle[]
INSERT INTO users (user_id, handle)
SELECT * FROM unnest($1::text[], $2::text[])
ON CONFLICT (user_id) DO NOTHING
