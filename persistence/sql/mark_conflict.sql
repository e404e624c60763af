-- Marks an item whose history has met another one. $1 item_id  $2 the first number in question
UPDATE items SET conflict_seq = least(conflict_seq, $2) WHERE item_id = $1
