-- $1 shards, $2 the moments at which they were served
INSERT INTO service (shard, served_at)
SELECT * FROM unnest($1::int[], $2::bigint[])
ON CONFLICT (shard) DO UPDATE SET served_at = EXCLUDED.served_at
WHERE service.served_at < EXCLUDED.served_at
