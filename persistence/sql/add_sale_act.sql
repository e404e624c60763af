-- Adds an act to those of a sale. $1 auction_id  $2 act_id  $3 kind  $4 by_ms  $5 at
INSERT INTO sale_acts (auction_id, number, act_id, kind, by_ms, at)
SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5 FROM sale_acts WHERE auction_id = $1
RETURNING number, act_id, kind, by_ms, at, done_at
