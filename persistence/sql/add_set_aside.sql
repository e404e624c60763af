-- $1 item_id[]  $2 epoch[]  $3 seq[]  $4 body[]
INSERT INTO events_set_aside (item_id, epoch, seq, body)
SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::jsonb[])
