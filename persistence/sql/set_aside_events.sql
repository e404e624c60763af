-- Moves an item's events after a number out of its history. $1 item_id  $2 epoch  $3 after
WITH gone AS (
    DELETE FROM events WHERE item_id = $1 AND seq > $3 RETURNING seq, body
), bids_gone AS (
    DELETE FROM bids WHERE item_id = $1 AND seq > $3
)
INSERT INTO events_set_aside (item_id, epoch, seq, body) SELECT $1, $2, seq, body FROM gone
