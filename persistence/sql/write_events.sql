-- $1 item_id[]  $2 seq[]  $3 at[]  $4 type[]  $5 body[]
-- An event that is there already was written by another consumer of the journal, or by this one
-- before its acknowledgement was lost.
INSERT INTO events (item_id, seq, at, type, body)
SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::jsonb[])
ON CONFLICT (item_id, seq) DO NOTHING
