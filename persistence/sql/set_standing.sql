-- Sets items' standings to match their events, even if the stored ones are later.
-- $1 [{item_id, seq, status, price, leader, bid_count, ends_at, winners}]
UPDATE items
SET seq = standing.seq, status = standing.status, price = standing.price,
    leader = standing.leader, bid_count = standing.bid_count, ends_at = standing.ends_at,
    winners = standing.winners
FROM json_to_recordset($1::json) AS standing (
    item_id text, seq bigint, status text, price bigint, leader text, bid_count bigint,
    ends_at bigint, winners jsonb
)
WHERE items.item_id = standing.item_id
