-- Adds an auction; an existing one stays unchanged.
-- $1 auction_id  $2 title  $3 auctioneer  $4 currency  $5 created_at  $6 approval  $7 spending_limit
-- $8 gap_ms  $9 fees  $10 consignor_bids  $11 on_outage
INSERT INTO auctions (
    auction_id, title, auctioneer, currency, created_at, approval, spending_limit, gap_ms,
    fees, consignor_bids, on_outage
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (auction_id) DO NOTHING
