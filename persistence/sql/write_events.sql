-- Writes events with their bids, users and standings. The command's tag has the number of the new events.
-- An existing event was written by another consumer of the journal, or by this one before its
-- acknowledgement was lost. The caller compares them (0114). One statement for all four tables saves round
-- trips to PostgreSQL (0142).
-- $1 [{item_id, seq, at, type, body}]
-- $2 [{item_id, seq, bid_id, bidder, amount, at, auto, quantity, secret, source, paddle}]
-- $3 [{user_id, handle}]
-- $4 [{item_id, seq, status, price, leader, bid_count, ends_at, winners}]
WITH written_bids AS (
    INSERT INTO bids (
        item_id, seq, bid_id, bidder, amount, at, auto, quantity, secret, source, paddle
    )
    SELECT * FROM json_to_recordset($2::json) AS row (
        item_id text, seq bigint, bid_id text, bidder text, amount bigint, at bigint, auto boolean,
        quantity integer, secret boolean, source text, paddle text
    )
    ON CONFLICT (item_id, seq) DO NOTHING
), given_users AS (
    SELECT * FROM json_to_recordset($3::json) AS row (user_id text, handle text)
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
), updated_items AS (
    -- Consumers may write out of order, so only a later standing replaces an earlier one.
    UPDATE items
    SET seq = standing.seq, status = standing.status, price = standing.price,
        leader = standing.leader, bid_count = standing.bid_count, ends_at = standing.ends_at,
        winners = standing.winners
    FROM json_to_recordset($4::json) AS standing (
        item_id text, seq bigint, status text, price bigint, leader text, bid_count bigint,
        ends_at bigint, winners jsonb
    )
    WHERE items.item_id = standing.item_id AND items.seq < standing.seq
)
INSERT INTO events (item_id, seq, at, type, body)
SELECT * FROM json_to_recordset($1::json) AS event (
    item_id text, seq bigint, at bigint, type text, body jsonb
)
ON CONFLICT (item_id, seq) DO NOTHING
