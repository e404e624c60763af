-- Takes a lot number over from an item that claimed it long ago and did not get it.
-- $1 auction_id  $2 lot  $3 item_id  $4 the other item  $5 seconds
UPDATE lots SET item_id = $3, claimed_at = now()
WHERE auction_id = $1 AND lot = $2 AND item_id = $4
    AND claimed_at < now() - make_interval(secs => $5)
RETURNING true AS is_new
