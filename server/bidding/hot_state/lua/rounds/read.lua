-- Reads items and their latest bids without a lock. The state and the bids of an item are of one moment.
--
-- KEYS   trusted, clock, then per item: item, recent        (all in one slot)
-- ARGV   bids_max
-- Reply  {now_ms, per item: '' for an unchecked one
--                           | {state | false, listing | false, epoch | false,
--                              bid * up to bids_max, oldest first}}
-- Error  UNTRUSTED

local refusal, era, swept = untrusted(KEYS[1])
if refusal then
  return refusal
end

local bids_max = tonumber(ARGV[1])
local reply = {milliseconds(KEYS[2])}

for key = 3, #KEYS, 2 do
  local known = redis.call('HMGET', KEYS[key], 'state', 'listing', 'epoch', 'era')
  local found = {known[1], known[2], known[3]}
  if is_unchecked(era, swept, known[4], known[1]) then
    found = ''
  elseif bids_max > 0 then
    for _, bid in ipairs(redis.call('LRANGE', KEYS[key + 1], -bids_max, -1)) do
      found[#found + 1] = bid
    end
  end
  reply[#reply + 1] = found
end

return reply
