-- Takes unchecked items' locks, to compare the items with the archive.
--
-- KEYS   trusted, then per item: lock, line, item        (all in one slot)
-- ARGV   token, node, ttl_ms, era
-- Reply  per item: {state | '', listing | '', epoch} | 0 if its lock is taken
--                  | 1 if it has been checked in this era
-- Error  UNTRUSTED, also if another era has begun

local refusal, era = untrusted(KEYS[1])
if refusal or era ~= ARGV[4] then
  return refusal or redis.error_reply('UNTRUSTED another era has begun')
end

local reply = {}

for key = 2, #KEYS, 3 do
  local known = redis.call('HMGET', KEYS[key + 2], 'state', 'era', 'listing', 'epoch')
  if known[2] == era then
    reply[#reply + 1] = 1
  elseif take_lock(KEYS[key], KEYS[key + 1], ARGV[1], ARGV[2], tonumber(ARGV[3])) then
    reply[#reply + 1] = 0
  else
    reply[#reply + 1] = {known[1] or '', known[3] or '', known[4] or '0'}
  end
end

return reply
