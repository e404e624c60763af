-- Items' epochs and standings. Their rows are locked, in the order of their keys, until the transaction
-- ends. `wanted` are the types of events that webhooks want. $1 item_id[]
SELECT item_id, seq, epoch, epoch_seq, epoch_ends, conflict_seq, agreed_seq,
    status, price, leader, bid_count, ends_at, winners,
    (SELECT array_agg(DISTINCT type) FROM webhooks, unnest(events) AS type WHERE enabled) AS wanted
FROM items
WHERE item_id = ANY ($1) ORDER BY item_id FOR NO KEY UPDATE
