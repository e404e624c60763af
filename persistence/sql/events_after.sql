-- The events of items after a number each, oldest first. $1 item_id[]  $2 the number for each
SELECT wanted.item_id, events.seq, events.body
FROM unnest($1::text[], $2::bigint[]) AS wanted (item_id, after)
CROSS JOIN LATERAL (
    SELECT seq, body FROM events
    WHERE events.item_id = wanted.item_id AND events.seq > wanted.after ORDER BY seq
) AS events
