-- Keeps listings in the order of n; existing ones stay unchanged. Returns those that are new.
-- $1 [{n, item_id, auction_id, listing}]
INSERT INTO items (item_id, auction_id, listing, created_at)
SELECT item_id, auction_id, listing, now() + n * interval '1 microsecond'
FROM json_to_recordset($1::json) AS row (n integer, item_id text, auction_id text, listing jsonb)
ORDER BY item_id
ON CONFLICT (item_id) DO NOTHING
RETURNING item_id
