-- An auction with its auctioneer's handle, as JSON. $1 auction_id
SELECT to_jsonb(auctions) || jsonb_build_object('handle', handle)
FROM auctions JOIN users ON users.user_id = auctions.auctioneer
WHERE auction_id = $1
