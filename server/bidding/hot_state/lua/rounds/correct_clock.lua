-- Reads Redis' own clock and the correction of a shard's time, and changes the correction (0117).
--
-- KEYS   clock: a hash of `correction` (ms), `overruled` ('1': it has replaced another node's), and
--        `steady_at`, when the node that set it last found the time steady, on the clock as corrected
-- ARGV   nothing to read only, or: the correction that was read, the new one, overruled ('1' or '0'),
--        steady_at
-- Reply  {now_ms of Redis' own clock, correction, overruled (1 or 0), steady_at (0 if it is not known)}
--        Nothing is changed if the correction is no longer the one that was read.

local time = redis.call('TIME')
local found = redis.call('HMGET', KEYS[1], 'correction', 'overruled', 'steady_at')
local correction, overruled, steady_at = found[1] or '0', found[2] or '0', found[3] or '0'
if ARGV[1] == correction then
  correction, overruled, steady_at = ARGV[2], ARGV[3], ARGV[4]
  redis.call('HSET', KEYS[1], 'correction', correction, 'overruled', overruled, 'steady_at', steady_at)
end
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return {now, tonumber(correction), tonumber(overruled), tonumber(steady_at)}
