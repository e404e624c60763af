-- The latest snapshot of each item. $1 item_id[]
SELECT wanted.item_id, snapshots.seq, snapshots.state
FROM unnest($1::text[]) AS wanted (item_id)
CROSS JOIN LATERAL (
    SELECT seq, state FROM snapshots
    WHERE snapshots.item_id = wanted.item_id ORDER BY seq DESC LIMIT 1
) AS snapshots
