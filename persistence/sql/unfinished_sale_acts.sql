-- Acts that are not done, in their order. $1 auction_id, or null for all sales  $2 begun before
SELECT auction_id, number, act_id, kind, by_ms, at, done_at FROM sale_acts
WHERE done_at IS NULL AND ($1::text IS NULL OR auction_id = $1) AND at < $2
ORDER BY auction_id, number
LIMIT 100
