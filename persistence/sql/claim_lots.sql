-- Claims lot numbers for items; returns those that no other item has. $1 auction_id  $2 lot[]  $3 item_id[]
INSERT INTO lots (auction_id, lot, item_id)
SELECT $1, lot, item_id FROM unnest($2::text[], $3::text[]) AS wanted (lot, item_id) ORDER BY lot
ON CONFLICT (auction_id, lot) DO UPDATE SET claimed_at = now() WHERE lots.item_id = excluded.item_id
RETURNING lot
