-- Finds the items that are due: those that time has to open, close or let call the next one.
--
-- KEYS   trusted, clock, due        (all in one slot)
-- ARGV   due_max
-- Reply  {now_ms, correction of the time in ms, moment at which the next item after them is due | -1,
--         item_id * up to due_max}
-- Error  UNTRUSTED

local refusal = untrusted(KEYS[1])
if refusal then
  return refusal
end

local now = milliseconds(KEYS[2])
local items = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, ARGV[1])
local after = redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
local correction = tonumber(redis.call('HGET', KEYS[2], 'correction') or 0)
return {now, correction, tonumber(after[2] or -1), unpack(items)}
