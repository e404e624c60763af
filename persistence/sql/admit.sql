-- Writes an admission; the latest one of a bidder counts.
-- $1 auction_id  $2 user_id  $3 approved  $4 spending_limit
INSERT INTO admissions (auction_id, user_id, approved, spending_limit) VALUES ($1, $2, $3, $4)
ON CONFLICT (auction_id, user_id)
DO UPDATE SET approved = excluded.approved, spending_limit = excluded.spending_limit
