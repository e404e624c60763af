-- The wins in auctions that check their bidders and have items which have not ended.
SELECT items.auction_id, item_id, winners
FROM items JOIN auctions USING (auction_id)
WHERE status = 'sold' AND (approval OR spending_limit IS NOT NULL) AND auction_id IN (
    SELECT auction_id FROM items WHERE status NOT IN ('sold', 'unsold', 'cancelled')
)
