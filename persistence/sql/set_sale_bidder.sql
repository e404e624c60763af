-- Writes where a bidder of a sale stands.
-- $1 auction_id  $2 user_id  $3 decided  $4 blocked  $5 note  $6 terms_version  $7 spending_limit
-- $8 reason  $9 requested_at  $10 decided_at  $11 deposited_at
UPDATE sale_bidders
SET decided = $3, blocked = $4, note = $5, terms_version = $6, spending_limit = $7, reason = $8,
    requested_at = $9, decided_at = $10, deposited_at = $11
WHERE auction_id = $1 AND user_id = $2
