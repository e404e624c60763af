-- Numbers of items' events that no history has, because a later epoch began before them, and that are not set
-- aside. $1 item_id[]  $2 epoch[]  $3 seq[]: the last event that was heard of in an epoch
SELECT given.item_id, given.epoch, min(number) AS first, max(number) AS last, count(*) AS events
FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS given (item_id, epoch, seq)
JOIN items USING (item_id)
CROSS JOIN LATERAL (
    SELECT least(items.epoch_seq, min(ended)) AS seq FROM unnest(items.epoch_ends[given.epoch + 1:]) AS ended
) AS kept
CROSS JOIN LATERAL generate_series(kept.seq + 1, given.seq) AS number
WHERE items.epoch > given.epoch AND NOT EXISTS (
    SELECT FROM events_set_aside AS aside
    WHERE aside.item_id = given.item_id AND aside.epoch >= given.epoch AND aside.seq = number
)
GROUP BY given.item_id, given.epoch
ORDER BY given.item_id, given.epoch
