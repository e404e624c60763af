-- Items' epochs and standings. Their rows are locked, in the order of their keys, until the transaction
-- ends. $1 item_id[]
SELECT item_id, seq, epoch, epoch_seq, conflict_seq, agreed_seq,
    status, price, leader, bid_count, ends_at, winners
FROM items
WHERE item_id = ANY ($1) ORDER BY item_id FOR NO KEY UPDATE
