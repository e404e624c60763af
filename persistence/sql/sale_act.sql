-- The act of an id, or the latest pause or resumption of a sale. $1 auction_id  $2 act_id or null
SELECT number, act_id, kind, by_ms, at, done_at FROM sale_acts
WHERE auction_id = $1 AND ($2::text = act_id OR ($2 IS NULL AND kind <> 'extend'))
ORDER BY number DESC
LIMIT 1
