-- Takes a call of the deposit service; no row if it was taken before. $1 call_id  $2 taken_at
INSERT INTO deposit_calls (call_id, taken_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING call_id
