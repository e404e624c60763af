-- Makes a user a clerk of a sale, unless the sale has too many clerks or the user is one of too many sales.
-- $1 auction_id  $2 user_id  $3 granted_by  $4 granted_at  $5 clerks  $6 sales
INSERT INTO clerks (auction_id, user_id, granted_by, granted_at)
SELECT $1, $2, $3, $4::bigint
WHERE EXISTS (SELECT FROM clerks WHERE auction_id = $1 AND user_id = $2)
    OR (
        (SELECT count(*) FROM clerks WHERE auction_id = $1) < $5::bigint
        AND (SELECT count(*) FROM clerks WHERE user_id = $2) < $6::bigint
    )
ON CONFLICT (auction_id, user_id) DO UPDATE SET granted_at = clerks.granted_at
RETURNING user_id, granted_at
