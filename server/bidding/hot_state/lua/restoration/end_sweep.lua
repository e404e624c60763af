-- Notes that all live items of a shard have been checked in an era.
--
-- KEYS   trusted
-- ARGV   era
-- Reply  1 | 0 another era has begun
-- Error  UNTRUSTED

local refusal, era = untrusted(KEYS[1])
if refusal then
  return refusal
end
if era ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], era .. ':swept')
return 1
