-- Claims a lot number for an item; returns no row if another item has it. $1 auction_id  $2 lot  $3 item_id
INSERT INTO lots (auction_id, lot, item_id) VALUES ($1, $2, $3)
ON CONFLICT (auction_id, lot) DO UPDATE SET claimed_at = now() WHERE lots.item_id = excluded.item_id
RETURNING xmax = 0 AS is_new
