-- Has the changes of a sale's acts take turns. $1 auction_id
SELECT 1 FROM auctions WHERE auction_id = $1 FOR UPDATE
