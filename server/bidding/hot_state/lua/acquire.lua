-- Takes the locks of items and reads what a round needs to decide them.
--
-- KEYS   trusted, clock, then per item: lock, line, item, receipts        (all in one slot)
-- ARGV   token, node, ttl_ms, then per item: n, bid_id * n
-- Reply  {now_ms, per item: wait_ms | '' | {epoch, receipts_after, state | false, receipt | false * n}}
--        wait_ms: the item's lock is taken. This node is in its line, and tries again after so many
--        ms unless it is woken. A lock that `token` holds already counts as taken now, so a call
--        whose reply was lost can be made again.
--        '': the item is unchecked. Its lock was not taken, and this node is in its line.
-- Error  UNTRUSTED

local refusal, era, swept = untrusted(KEYS[1])
if refusal then
  return refusal
end

local token, node, ttl_ms = ARGV[1], ARGV[2], tonumber(ARGV[3])
local reply = {milliseconds(KEYS[2])}

local at = 4
for key = 3, #KEYS, 4 do
  local lock, line, item, receipts = KEYS[key], KEYS[key + 1], KEYS[key + 2], KEYS[key + 3]
  local n = tonumber(ARGV[at])
  local found = redis.call('HMGET', item, 'epoch', 'receipts_after', 'state', 'era')
  if is_unchecked(era, swept, found[4], found[3]) then
    join_line(line, node, ttl_ms)
    reply[#reply + 1] = ''
  else
    local wait_ms = take_lock(lock, line, token, node, ttl_ms)
    if wait_ms then
      reply[#reply + 1] = wait_ms
    else
      found[4] = nil
      if n > 0 then
        local known = redis.call('HMGET', receipts, unpack(ARGV, at + 1, at + n))
        for i = 1, n do
          found[i + 3] = known[i]
        end
      end
      reply[#reply + 1] = found
    end
  end
  at = at + 1 + n
end

return reply
