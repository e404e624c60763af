-- Bidders of a sale by user id: all or those of a standing, the first ones or those after a user.
-- $1 auction_id  $2 standing or null  $3 user_id or null  $4 limit
SELECT sale_bidders.user_id, handle, decided, blocked, note, terms_version, spending_limit AS "limit", reason,
    requested_at, decided_at, deposited_at
FROM sale_bidders LEFT JOIN users USING (user_id)
WHERE auction_id = $1 AND ($2::text IS NULL OR CASE WHEN blocked THEN 'blocked' ELSE decided END = $2)
    AND ($3::text IS NULL OR user_id > $3)
ORDER BY user_id LIMIT $4
