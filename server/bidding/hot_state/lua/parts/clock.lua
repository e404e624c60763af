-- The time, as a function that the scripts are built with.

-- Returns the moment in ms since the epoch: Redis' clock with the correction that the nodes have set
-- since it jumped (0117). `clock` is the key of the shard's correction.
local function milliseconds(clock)
  local time = redis.call('TIME')
  local correction = redis.call('HGET', clock, 'correction') or 0
  return time[1] * 1000 + math.floor(time[2] / 1000) + correction
end
