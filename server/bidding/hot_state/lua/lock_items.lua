-- Takes items' locks, to compare the items with the archive.
--
-- KEYS   per item: lock, line, item        (all in one slot)
-- ARGV   token, node, ttl_ms
-- Reply  per item: {state | ''} | false if its lock is taken

local reply = {}

for key = 1, #KEYS, 3 do
  if take_lock(KEYS[key], KEYS[key + 1], ARGV[1], ARGV[2], tonumber(ARGV[3])) then
    reply[#reply + 1] = false
  else
    reply[#reply + 1] = {redis.call('HGET', KEYS[key + 2], 'state') or ''}
  end
end

return reply
