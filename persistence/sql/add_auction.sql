-- $1 auction_id  $2 title  $3 auctioneer  $4 currency  $5 created_at
INSERT INTO auctions (auction_id, title, auctioneer, currency, created_at)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT (auction_id) DO NOTHING
