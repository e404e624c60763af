-- $1 shard
SELECT served_at FROM service WHERE shard = $1
