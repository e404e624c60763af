-- Items of which Redis has less, and whose latest snapshot is more than $3 events old.
-- $1 item_id[]  $2 the seq of each in Redis  $3 distance
SELECT wanted.item_id
FROM unnest($1::text[], $2::bigint[]) AS wanted (item_id, hot_seq)
JOIN items USING (item_id)
WHERE items.seq > wanted.hot_seq AND items.seq - coalesce((
    SELECT max(snapshots.seq) FROM snapshots WHERE snapshots.item_id = wanted.item_id
), 0) > $3::bigint
