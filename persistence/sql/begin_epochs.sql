-- Begins items' epochs, each after event epoch_seq. Up to agreed_seq Redis has the archive's history; null
-- leaves that as it is. $1 [{item_id, epoch, epoch_seq, epoch_ends, agreed_seq}]
UPDATE items
SET epoch = begun.epoch, epoch_seq = begun.epoch_seq, epoch_ends = begun.epoch_ends,
    conflict_seq = NULL, agreed_seq = coalesce(begun.agreed_seq, items.agreed_seq)
FROM json_to_recordset($1::json) AS begun (
    item_id text, epoch bigint, epoch_seq bigint, epoch_ends bigint[], agreed_seq bigint
)
WHERE items.item_id = begun.item_id
