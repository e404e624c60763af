-- Reads Redis' own clock and the correction of a shard's time, and changes the correction (0117).
--
-- KEYS   clock: a hash of `correction` (ms), `overruled` ('1': it has replaced another node's), and
--        `set_at`, the moment at which it was set, by Redis' own clock
-- ARGV   nothing to read only, or: the correction that was read, the new one, overruled ('1' or '0')
-- Reply  {now_ms of Redis' own clock, correction, overruled (1 or 0), set_at (0 if it is not known)}
--        Nothing is changed if the correction is no longer the one that was read.

local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
local found = redis.call('HMGET', KEYS[1], 'correction', 'overruled', 'set_at')
local correction, overruled, set_at = found[1] or '0', found[2] or '0', found[3] or '0'
if ARGV[1] == correction then
  correction, overruled, set_at = ARGV[2], ARGV[3], now
  redis.call('HSET', KEYS[1], 'correction', correction, 'overruled', overruled, 'set_at', set_at)
end
return {tonumber(now), tonumber(correction), tonumber(overruled), tonumber(set_at)}
