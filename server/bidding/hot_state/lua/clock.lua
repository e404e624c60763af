-- Redis' clock, as a function that the scripts are built with.

-- Returns the moment in ms since the epoch.
local function milliseconds()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
