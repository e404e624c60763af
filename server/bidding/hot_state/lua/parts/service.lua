-- The service of a shard, as a function that the scripts are built with (0157).
--
-- The hash of the shard's clock has `served_at`, the moment at which bids were last known to be decided,
-- and `outages`, the latest periods without: "since-until since-until ...", oldest first. While it has
-- `unproven`, the archive may know of later service, and no item can be decided.

local BEAT_MS, OUTAGES_LENGTH_MAX = 200, 16 * 28
local CLOCK_STEP_MAX_MS = 1000

-- Notes that bids can be decided at `now` if `serves` is '1'. Returns the outages, with one that is not
-- over yet as the last. Returns nil if the time since the last service can't be judged, because `now`
-- is not near the time that the node has measured ('-1' if it has measured none).
local function serve(clock, now, serves, outage_min_ms, measured)
  local found = redis.call('HMGET', clock, 'served_at', 'outages', 'unproven')
  local served_at, outages = found[1], found[2] or ''
  if found[3] then
    return outages
  end
  local gap = now - tonumber(served_at or now)
  local is_long = gap >= tonumber(outage_min_ms)
  if (gap < 0 or is_long) and measured ~= '-1' and math.abs(now - measured) > CLOCK_STEP_MAX_MS then
    return nil
  end
  if is_long then
    outages = outages .. ' ' .. served_at .. '-' .. string.format('%.0f', now)
    outages = string.sub(outages, -OUTAGES_LENGTH_MAX)
  end
  if serves == '1' and is_long then
    redis.call('HSET', clock, 'served_at', string.format('%.0f', now), 'outages', outages)
  elseif serves == '1' and (not served_at or gap < 0 or gap >= BEAT_MS) then
    redis.call('HSET', clock, 'served_at', string.format('%.0f', now))
  end
  return outages
end
