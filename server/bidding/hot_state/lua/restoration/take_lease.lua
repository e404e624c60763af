-- Takes or extends a lease: the right of one node to begin a shard's era, or to sweep the shard.
--
-- KEYS   lease
-- ARGV   node, ttl_ms
-- Reply  the server's replication id | false: another node has the lease
-- Error  READONLY: this is a replica

local id = replication_id()
if not id then
  return redis.error_reply('READONLY this server is a replica')
end
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return false
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return id
