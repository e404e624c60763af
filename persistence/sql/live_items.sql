-- Items that are not done: those that have not ended, and ended items of a sequence that have not called the
-- next one. Those with the nearest opening or end come first.
WITH live AS (
    SELECT item_id FROM items WHERE status NOT IN ('sold', 'unsold', 'cancelled', 'deleted')
    UNION ALL
    SELECT item_id FROM items JOIN auctions USING (auction_id)
    WHERE gap_ms IS NOT NULL AND status IN ('sold', 'unsold', 'cancelled', 'deleted') AND 'NextCalled' <> (
        SELECT type FROM events WHERE events.item_id = items.item_id AND type <> 'ListingAmended'
        ORDER BY seq DESC LIMIT 1
    )
)
SELECT item_id FROM live JOIN items USING (item_id)
ORDER BY least(
    ends_at, CASE WHEN status = 'scheduled' THEN (listing ->> 'opens_at')::bigint END
) NULLS LAST, item_id
