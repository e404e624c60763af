-- Begins an item's epoch after event epoch_seq. $1 item_id  $2 epoch  $3 epoch_seq
UPDATE items SET epoch = $2, epoch_seq = $3 WHERE item_id = $1
