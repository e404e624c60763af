-- Writes users; existing ones stay unchanged. $1 [{user_id, handle}]
INSERT INTO users (user_id, handle)
SELECT * FROM json_to_recordset($1::json) AS row (user_id text, handle text)
ON CONFLICT (user_id) DO NOTHING
