-- The admissions of auctions that have items which have not ended.
SELECT auction_id, user_id, approved, spending_limit FROM admissions
WHERE auction_id IN (
    SELECT auction_id FROM items WHERE status NOT IN ('sold', 'unsold', 'cancelled')
)
