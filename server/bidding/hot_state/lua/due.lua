-- Finds the items that are due: those that time has to open, close or let call the next one.
--
-- KEYS   trusted, due        (both in one slot)
-- ARGV   due_max
-- Reply  {now_ms, moment at which the next item after them is due | -1, item_id * up to due_max}
-- Error  UNTRUSTED

local refusal = untrusted(KEYS[1])
if refusal then
  return refusal
end

local now = milliseconds()
local items = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, ARGV[1])
local after = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
return {now, tonumber(after[2] or -1), unpack(items)}
