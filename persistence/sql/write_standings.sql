-- Writes the users and standings of a batch. One statement saves round trips to PostgreSQL (0142).
-- $1 [{user_id, handle}]
-- $2 [{item_id, seq, status, price, leader, bid_count, ends_at, winners}]
WITH given_users AS (
    SELECT * FROM json_to_recordset($1::json) AS row (user_id text, handle text)
), renamed AS (
    -- In order, so that two writers do not wait for each other.
    SELECT users.user_id, given_users.handle FROM users JOIN given_users USING (user_id)
    WHERE users.handle <> given_users.handle
    ORDER BY users.user_id FOR UPDATE OF users
), updated_users AS (
    -- A user whose handle has changed gets the new one.
    UPDATE users SET handle = renamed.handle FROM renamed WHERE users.user_id = renamed.user_id
), written_users AS (
    INSERT INTO users (user_id, handle) SELECT user_id, handle FROM given_users
    ON CONFLICT (user_id) DO NOTHING
)
-- Consumers may write out of order, so only a later standing replaces an earlier one.
UPDATE items
SET seq = standing.seq, status = standing.status, price = standing.price,
    leader = standing.leader, bid_count = standing.bid_count, ends_at = standing.ends_at,
    winners = standing.winners
FROM json_to_recordset($2::json) AS standing (
    item_id text, seq bigint, status text, price bigint, leader text, bid_count bigint,
    ends_at bigint, winners jsonb
)
WHERE items.item_id = standing.item_id AND items.seq < standing.seq
