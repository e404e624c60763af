-- An auction with its auctioneer's handle, as JSON. $1 auction_id
SELECT to_jsonb(auctions) || jsonb_build_object(
    'handle', handle,
    'paused', coalesce((
        SELECT kind = 'pause' FROM sale_acts
        WHERE sale_acts.auction_id = auctions.auction_id AND kind <> 'extend'
        ORDER BY number DESC LIMIT 1
    ), false)
)
FROM auctions JOIN users ON users.user_id = auctions.auctioneer
WHERE auction_id = $1
