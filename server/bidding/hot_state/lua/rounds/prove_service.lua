-- Completes a shard's moment of its last service, in a new era, from the archive.
--
-- KEYS   trusted, clock        (all in one slot)
-- ARGV   era, moment of the last service in the archive ('0' if it knows none)
-- Reply  1
-- Error  UNTRUSTED, also if another era has begun

local refusal, era = untrusted(KEYS[1])
if refusal or era ~= ARGV[1] then
  return refusal or redis.error_reply('UNTRUSTED another era has begun')
end
local found = redis.call('HMGET', KEYS[2], 'unproven', 'served_at')
if found[1] then
  if tonumber(ARGV[2]) > tonumber(found[2] or 0) then
    redis.call('HSET', KEYS[2], 'served_at', ARGV[2])
  end
  redis.call('HDEL', KEYS[2], 'unproven')
end
return 1
