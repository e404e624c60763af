-- Finds the items that time is due to change.
--
-- KEYS   trusted, due        (both in one slot)
-- ARGV   due_max
-- Reply  {now_ms, at which the next one after them is due | -1, item_id * up to due_max}
-- Error  MEMORYLOST

local lost = distrusted(KEYS[1])
if lost then
  return lost
end

local now = milliseconds()
local items = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, ARGV[1])
local after = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
return {now, tonumber(after[2] or -1), unpack(items)}
