-- Writes events. The command's tag has the number of those that are new. $1 [{item_id, seq, at, type, body}]
-- An existing event was written by another consumer of the journal, or by this one before its
-- acknowledgement was lost. The caller compares them (0114).
INSERT INTO events (item_id, seq, at, type, body)
SELECT * FROM json_to_recordset($1::json)
AS row (item_id text, seq bigint, at bigint, type text, body jsonb)
ON CONFLICT (item_id, seq) DO NOTHING
