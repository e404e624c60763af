-- $1 [{item_id, auction_id, listing}]
-- Two requests may have put up different items under one item_id, and one of them was refused. The event
-- tells which one exists.
INSERT INTO items (item_id, auction_id, listing)
SELECT * FROM json_to_recordset($1::json) AS row (item_id text, auction_id text, listing jsonb)
ON CONFLICT (item_id) DO UPDATE
SET auction_id = excluded.auction_id, listing = excluded.listing
WHERE items.seq = 0 AND items.listing <> excluded.listing
