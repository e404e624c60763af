-- Settles one bid with three commands.
-- KEYS[1]  the item's hash
-- ARGV[1]  the amount    ARGV[2]  the bidder's handle
-- Returns {1, seq, step, at}, or {0} if the bid was refused.
local item = redis.call('HMGET', KEYS[1], 'status', 'seq', 'price', 'start_price', 'step')
local minimum = tonumber(item[4])
if item[2] ~= '0' and minimum then
  minimum = tonumber(item[3]) + tonumber(item[5])
end
if item[1] ~= 'open' or tonumber(ARGV[1]) < minimum then
  return {0}
end
local seq = tonumber(item[2]) + 1
local time = redis.call('TIME')
local at = time[1] .. string.format('%03d', math.floor(time[2] / 1000))
redis.call('HSET', KEYS[1], 'seq', seq, 'price', ARGV[1], 'leader', ARGV[2], 'at', at)
return {1, seq, tonumber(item[5]), tonumber(at)}
