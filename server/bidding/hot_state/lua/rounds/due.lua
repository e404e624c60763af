-- Finds the items that are due to open, to close, or to call the next item of their sequence.
--
-- KEYS   trusted, clock, due, groups        (all in one slot)
-- ARGV   due_max, serves ('1' or '0'), outage_min_ms,
--        now as the node has measured it ('-1' if it has not)
-- Reply  {now_ms, outages, correction of the time in ms,
--         moment at which the next item after them is due | -1, item_id * up to due_max}
--        {now_ms, false} if the time must be judged first
-- Error  UNTRUSTED

local refusal = untrusted(KEYS[1])
if refusal then
  return refusal
end

local now = milliseconds(KEYS[2])
local outages = serve(KEYS[2], now, ARGV[2], ARGV[3], ARGV[4])
if not outages then
  return {now, false}
end
-- 0160: the end of a group that was past for a day decides nothing.
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now - 86400000)
local items = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, ARGV[1])
local after = redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
local correction = tonumber(redis.call('HGET', KEYS[2], 'correction') or 0)
return {now, outages, correction, tonumber(after[2] or -1), unpack(items)}
