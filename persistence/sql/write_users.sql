-- Writes users; a user whose handle has changed gets the new one. $1 [{user_id, handle}]
WITH given AS (
    SELECT * FROM json_to_recordset($1::json) AS row (user_id text, handle text)
), renamed AS (
    -- In order, so that two writers do not wait for each other.
    SELECT users.user_id, given.handle FROM users JOIN given USING (user_id)
    WHERE users.handle <> given.handle
    ORDER BY users.user_id FOR UPDATE OF users
), updated AS (
    UPDATE users SET handle = renamed.handle FROM renamed WHERE users.user_id = renamed.user_id
)
INSERT INTO users (user_id, handle) SELECT user_id, handle FROM given
ON CONFLICT (user_id) DO NOTHING
