-- Reads Redis' own clock and the correction of a shard's time, and changes the correction (0117).
--
-- KEYS   clock: a hash of `correction` (ms) and `overruled` ('1': it has replaced another node's)
-- ARGV   nothing to read only, or: the correction that was read, the new one, overruled ('1' or '0')
-- Reply  {now_ms of Redis' own clock, correction, overruled (1 or 0)}
--        Nothing is changed if the correction is no longer the one that was read.

local time = redis.call('TIME')
local found = redis.call('HMGET', KEYS[1], 'correction', 'overruled')
local correction, overruled = found[1] or '0', found[2] or '0'
if ARGV[1] == correction then
  correction, overruled = ARGV[2], ARGV[3]
  redis.call('HSET', KEYS[1], 'correction', correction, 'overruled', overruled)
end
return {time[1] * 1000 + math.floor(time[2] / 1000), tonumber(correction), tonumber(overruled)}
