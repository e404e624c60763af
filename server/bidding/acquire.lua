-- Takes the lock of every item that is free and reads what a round needs to decide.
--
-- KEYS   per item: lock, item, receipts        (all in one slot)
-- ARGV   token, ttl_ms, then per item: n, bid_id * n
-- Reply  {now_ms, per item: false | {state | false, receipt | false * n}}
--        false for an item: its lock is somebody else's. A lock already held by `token` counts as
--        taken, so that a call whose reply was lost can be made again.

local token, ttl_ms = ARGV[1], ARGV[2]
local time = redis.call('TIME')
local reply = {time[1] * 1000 + math.floor(time[2] / 1000)}

local at = 3
for key = 1, #KEYS, 3 do
  local lock, item, receipts = KEYS[key], KEYS[key + 1], KEYS[key + 2]
  local n = tonumber(ARGV[at])
  if redis.call('SET', lock, token, 'NX', 'PX', ttl_ms) or redis.call('GET', lock) == token then
    local found = {redis.call('HGET', item, 'state')}
    if n > 0 then
      local known = redis.call('HMGET', receipts, unpack(ARGV, at + 1, at + n))
      for i = 1, n do
        found[i + 1] = known[i]
      end
    end
    reply[#reply + 1] = found
  else
    reply[#reply + 1] = false
  end
  at = at + 1 + n
end

return reply
