-- The latest sales, newest first. $1 limit
SELECT auction_id, title, auctioneer, handle, currency, auctions.created_at, approval, spending_limit,
    gap_ms
FROM auctions JOIN users ON users.user_id = auctions.auctioneer
ORDER BY auctions.created_at DESC, auction_id
LIMIT $1
