-- The item that has claimed a lot number. $1 auction_id  $2 lot
SELECT item_id FROM lots WHERE auction_id = $1 AND lot = $2
