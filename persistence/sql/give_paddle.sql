-- Gives a paddle to a bidder, unless the sale would have too many.
-- $1 auction_id  $2 number  $3 user_id  $4 name or null  $5 paddles
INSERT INTO paddles (auction_id, number, user_id, name)
SELECT $1, $2, $3, $4::text
WHERE EXISTS (SELECT FROM paddles WHERE auction_id = $1 AND number = $2)
    OR (SELECT count(*) FROM paddles WHERE auction_id = $1) < $5::bigint
ON CONFLICT (auction_id, number) DO UPDATE SET user_id = excluded.user_id, name = excluded.name
RETURNING number
