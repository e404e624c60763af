-- Sales, newest first, as JSON: the latest, or those after a sale, of all or of those whose titles have words.
-- $1 auction_id or null  $2 limit  $3 words or null
SELECT to_jsonb(auctions) || jsonb_build_object(
    'handle', handle,
    'paused', coalesce((
        SELECT kind = 'pause' FROM sale_acts
        WHERE sale_acts.auction_id = auctions.auction_id AND kind <> 'extend'
        ORDER BY number DESC LIMIT 1
    ), false)
)
FROM auctions JOIN users ON users.user_id = auctions.auctioneer
WHERE NOT deleted
    AND ($3::text IS NULL OR to_tsvector('simple', plain_text(title)) @@ words_query($3))
    AND ($1::text IS NULL
    OR (auctions.created_at <= (SELECT created_at FROM auctions WHERE auction_id = $1)
        AND (auctions.created_at < (SELECT created_at FROM auctions WHERE auction_id = $1)
            OR auction_id > $1)))
ORDER BY auctions.created_at DESC, auction_id
LIMIT $2
