-- The latest of the events of items that clients catch up with, between two numbers each.
-- $1 item_id[]  $2 after, for each  $3 up to, for each  $4 limit
SELECT wanted.item_id, events.body
FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS wanted (item_id, after, upto)
CROSS JOIN LATERAL (
    SELECT seq, body FROM events
    WHERE events.item_id = wanted.item_id AND events.seq > wanted.after AND events.seq <= wanted.upto
        AND type IN ('BidAccepted', 'UnitsClaimed', 'BidsRetracted', 'BidVoided')
    ORDER BY seq DESC LIMIT $4
) AS events
ORDER BY wanted.item_id, events.seq
