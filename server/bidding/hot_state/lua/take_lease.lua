-- Takes the lease on a shard's restoration.
--
-- KEYS   restoring
-- ARGV   token, ttl_ms
-- Reply  the server's replication id | false: another node has the lease, or this is a replica

local id = replication_id()
if id and redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return id
end
return false
