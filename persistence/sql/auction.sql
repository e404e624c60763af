-- An auction with its auctioneer's handle. $1 auction_id
SELECT auction_id, title, auctioneer, handle, currency, auctions.created_at, approval, spending_limit,
    gap_ms, fees, consignor_bids, on_outage
FROM auctions JOIN users ON users.user_id = auctions.auctioneer
WHERE auction_id = $1
