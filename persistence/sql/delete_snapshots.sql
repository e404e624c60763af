-- Deletes the snapshots of items. $1 item_id[]
DELETE FROM snapshots WHERE item_id = ANY ($1)
