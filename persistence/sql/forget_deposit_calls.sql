-- Forgets calls that are too old to be repeated. $1 the moment before which they were taken
DELETE FROM deposit_calls WHERE taken_at < $1
