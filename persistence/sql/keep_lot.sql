-- Gives all lot numbers of an item back but one, or all of them. $1 item_id  $2 lot or null
DELETE FROM lots WHERE item_id = $1 AND lot IS DISTINCT FROM $2::text
