-- Moves an item's events after a number, which follow a gap, out of its history, and returns them.
-- $1 item_id  $2 epoch  $3 after
WITH gone AS (
    DELETE FROM events WHERE item_id = $1 AND seq > $3 RETURNING seq, body
), bids_gone AS (
    DELETE FROM bids WHERE item_id = $1 AND seq > $3
), snapshots_gone AS (
    DELETE FROM snapshots WHERE item_id = $1 AND seq > $3
)
INSERT INTO events_set_aside (item_id, epoch, seq, body, reason)
SELECT $1, $2, seq, body, 'gap' FROM gone ORDER BY seq
RETURNING item_id, epoch, body, reason
