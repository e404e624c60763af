-- Begins a shard's era, in which every item is unchecked, and ends the lease.
--
-- KEYS   restoring, trusted, clock        (all in one slot)
-- ARGV   node, replication id that the server had when the lease was taken, token of the era,
--        swept ('1' if the archive has no live items, otherwise '0')
-- Reply  1 | 0 the lease is lost, or this is another server

-- A replica may have received the lease, so the lease alone proves nothing.
if redis.call('GET', KEYS[1]) ~= ARGV[1] or replication_id() ~= ARGV[2] then
  return 0
end
redis.call('SET', KEYS[2], ARGV[2] .. ':' .. ARGV[3] .. (ARGV[4] == '1' and ':swept' or ''))
if ARGV[4] ~= '1' then
  -- 0157: Redis may have lost the moment of the last service. The archive has one, too.
  redis.call('HSET', KEYS[3], 'unproven', '1')
end
redis.call('DEL', KEYS[1])
return 1
