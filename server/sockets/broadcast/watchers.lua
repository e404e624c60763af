-- Writes how many sockets of a node watch each item, and returns the sum over all nodes whose counts are
-- valid.
--
-- KEYS   per item: watchers, a hash of "count:until_ms" by node        (all in one slot)
-- ARGV   node, ttl_ms, then per item: count
-- Reply  per item: the sum

local node, ttl_ms = ARGV[1], tonumber(ARGV[2])
local time = redis.call('TIME')
local now_ms = time[1] * 1000 + math.floor(time[2] / 1000)
local reply = {}

for i, key in ipairs(KEYS) do
  local count = tonumber(ARGV[2 + i])
  if count == 0 then
    redis.call('HDEL', key, node)
  else
    redis.call('HSET', key, node, string.format('%d:%d', count, now_ms + ttl_ms))
    redis.call('PEXPIRE', key, ttl_ms)
  end
  local sum = 0
  local found = redis.call('HGETALL', key)
  for j = 1, #found, 2 do
    local there, until_ms = found[j + 1]:match('^(%d+):(%d+)$')
    -- A count that is valid for longer was written before Redis' clock went back.
    if tonumber(until_ms) > now_ms and tonumber(until_ms) <= now_ms + ttl_ms then
      sum = sum + tonumber(there)
    else
      redis.call('HDEL', key, found[j])
    end
  end
  reply[i] = sum
end

return reply
