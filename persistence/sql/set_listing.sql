-- Sets an item's listing to match its events. $1 item_id  $2 listing
UPDATE items SET listing = $2 WHERE item_id = $1 AND listing <> $2::jsonb
