-- Takes the grant of a clerk back. $1 auction_id  $2 user_id
DELETE FROM clerks WHERE auction_id = $1 AND user_id = $2
