-- The items that the archive has: whether each has events, whether it has ended, and its auction where
-- that checks its bidders, or the item closes together with others.
-- $1 item_id[]
SELECT item_id, seq > 0 AS begun, status IN ('sold', 'unsold', 'cancelled', 'deleted') AS ended,
    CASE WHEN approval OR spending_limit IS NOT NULL OR listing ? 'closes_with' THEN auction_id END AS auction_id
FROM items JOIN auctions USING (auction_id) WHERE item_id = ANY ($1)
