-- Adds an item; an existing one stays unchanged, and no row is returned.
-- $1 item_id  $2 auction_id  $3 listing
INSERT INTO items (item_id, auction_id, listing) VALUES ($1, $2, $3) ON CONFLICT (item_id) DO NOTHING
RETURNING item_id
