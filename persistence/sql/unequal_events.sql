-- Those of the events that the archive does not have as they are: with the archived event of their
-- number, or NULL. $1 [{item_id, seq, at, type, body}]
SELECT item_id, seq, events.body
FROM json_to_recordset($1::json) AS given (item_id text, seq bigint, body jsonb)
LEFT JOIN events USING (item_id, seq)
WHERE events.body IS DISTINCT FROM given.body
