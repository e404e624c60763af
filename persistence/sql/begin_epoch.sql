-- Begins an item's epoch after event epoch_seq. Up to agreed_seq Redis has the archive's history; NULL
-- leaves that as it is. $1 item_id  $2 epoch  $3 epoch_seq  $4 agreed_seq
UPDATE items
SET epoch = $2, epoch_seq = $3, conflict_seq = NULL, agreed_seq = coalesce($4, agreed_seq)
WHERE item_id = $1
