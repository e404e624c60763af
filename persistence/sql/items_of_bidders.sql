-- An auction's items: the winners of those that have ended, null for the others. The ended ones are left
-- out where the auction does not check its bidders. $1 auction_id
SELECT item_id,
    CASE WHEN status IN ('sold', 'unsold', 'cancelled', 'deleted') THEN winners END AS winners
FROM items JOIN auctions USING (auction_id)
WHERE auction_id = $1 AND (status NOT IN ('sold', 'unsold', 'cancelled', 'deleted')
    OR approval OR spending_limit IS NOT NULL)
ORDER BY item_id
