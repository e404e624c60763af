-- $1 auction_id  $2 number  $3 done_at
UPDATE sale_acts SET done_at = $3 WHERE auction_id = $1 AND number = $2 AND done_at IS NULL
