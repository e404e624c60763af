-- Adds a bidder to a sale, unless they are there. $1 auction_id  $2 user_id
INSERT INTO sale_bidders (auction_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING
