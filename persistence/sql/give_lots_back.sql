-- Gives all lot numbers of a sale back. $1 auction_id
DELETE FROM lots WHERE auction_id = $1
