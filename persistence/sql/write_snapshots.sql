-- Writes the snapshots up to which the archive has every event, and thins out much older ones.
-- $1 [{item_id, seq, state}], the state in base64  $2 distance of the older ones
-- $3 number of events for which one of those is kept
WITH given AS (
    SELECT item_id, seq, decode(state, 'base64') AS state
    FROM json_to_recordset($1::json) AS row (item_id text, seq bigint, state text)
), placed AS (
    -- Up to an earlier snapshot the archive has every event, so only those after it are counted.
    SELECT given.*, coalesce((
        SELECT max(earlier.seq) FROM snapshots AS earlier
        WHERE earlier.item_id = given.item_id AND earlier.seq < given.seq
    ), 0) AS base
    FROM given
), whole AS (
    SELECT item_id, seq, state FROM placed
    WHERE seq - base = (
        SELECT count(*) FROM events
        WHERE events.item_id = placed.item_id AND events.seq > base AND events.seq <= placed.seq
    )
), written AS (
    INSERT INTO snapshots (item_id, seq, state) SELECT item_id, seq, state FROM whole
    ON CONFLICT (item_id, seq) DO NOTHING
)
DELETE FROM snapshots USING whole
WHERE snapshots.item_id = whole.item_id AND snapshots.seq < whole.seq - $2::bigint
    AND EXISTS (
        SELECT FROM snapshots AS kept
        WHERE kept.item_id = snapshots.item_id AND kept.seq < snapshots.seq
            AND kept.seq / $3::bigint = snapshots.seq / $3::bigint
    )
