-- The exposure of an auction's bidders, as functions that the scripts are built with.
--
-- The hash has a field `ITEM USER` with the most that a user may have to pay for an item, and a field
-- ` USER` with the user's sum. A value is set, not added, so that it may be written again (0013).

-- Sets a user's exposure for an item.
local function set_exposure(exposures, item_id, user_id, amount)
  local field = item_id .. ' ' .. user_id
  local before = tonumber(redis.call('HGET', exposures, field) or 0)
  if amount == before then
    return
  end
  if amount == 0 then
    redis.call('HDEL', exposures, field)
  else
    redis.call('HSET', exposures, field, string.format('%.0f', amount))
  end
  redis.call('HINCRBY', exposures, ' ' .. user_id, string.format('%.0f', amount - before))
end

-- Returns whether no user's sum would grow beyond their limit. `args` has a triple for each user: the
-- user, the new exposure for the item, and the limit or ''.
local function within_limits(exposures, item_id, args, first, last)
  for at = first, last, 3 do
    local user_id, amount, limit = args[at], tonumber(args[at + 1]), tonumber(args[at + 2])
    if limit then
      local known = redis.call('HMGET', exposures, ' ' .. user_id, item_id .. ' ' .. user_id)
      local before = tonumber(known[2] or 0)
      if amount > before and tonumber(known[1] or 0) - before + amount > limit then
        return false
      end
    end
  end
  return true
end

-- Sets every user's exposure for an item to 0.
local function clear_exposures(exposures, item_id)
  if redis.call('TYPE', exposures).ok ~= 'hash' then
    return
  end
  for _, field in ipairs(redis.call('HKEYS', exposures)) do
    if string.sub(field, 1, #item_id + 1) == item_id .. ' ' then
      set_exposure(exposures, item_id, string.sub(field, #item_id + 2), 0)
    end
  end
end
