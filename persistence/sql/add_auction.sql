-- Adds an auction; an existing one stays unchanged. $1 the auction, as JSON
INSERT INTO auctions SELECT * FROM jsonb_populate_record(NULL::auctions, $1)
ON CONFLICT (auction_id) DO NOTHING
