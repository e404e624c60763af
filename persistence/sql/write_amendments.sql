-- Writes amended listings, unless the archive has a later amendment of the item.
-- $1 [{item_id, seq, listing}], at most one for an item
UPDATE items
SET listing = amended.listing
FROM json_to_recordset($1::json) AS amended (item_id text, seq bigint, listing jsonb)
WHERE items.item_id = amended.item_id AND NOT EXISTS (
    SELECT FROM events
    WHERE events.item_id = amended.item_id AND events.seq > amended.seq
        AND events.type = 'ListingAmended'
)
