-- Takes the lease on a shard's restoration.
--
-- KEYS   restoring
-- ARGV   token, ttl_ms
-- Reply  the server's replication id | false: another node has the lease
-- Error  READONLY: this is a replica

local id = replication_id()
if not id then
  return redis.error_reply('READONLY this server is a replica')
end
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return id
end
return false
