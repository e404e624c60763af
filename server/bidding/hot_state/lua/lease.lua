-- Extends the lease on a shard's restoration, or ends it by marking the shard as trusted.
--
-- KEYS   restoring, trusted        (both in one slot)
-- ARGV   token, ttl_ms, replication id that the server had when the lease was taken,
--        done ('1' or '0')
-- Reply  1 | 0 the lease is lost, to another node or together with everything that was restored

-- A replica may have received the lease without the restored items, so the lease alone proves nothing.
if redis.call('GET', KEYS[1]) ~= ARGV[1] or replication_id() ~= ARGV[3] then
  return 0
end
if ARGV[4] == '1' then
  redis.call('SET', KEYS[2], ARGV[3])
  redis.call('DEL', KEYS[1])
else
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 1
