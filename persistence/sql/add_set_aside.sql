-- Adds events that are not part of their item's history. $1 [{item_id, epoch, seq, body}]
INSERT INTO events_set_aside (item_id, epoch, seq, body)
SELECT * FROM json_to_recordset($1::json)
AS row (item_id text, epoch bigint, seq bigint, body jsonb)
