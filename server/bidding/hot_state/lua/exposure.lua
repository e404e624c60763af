-- What a user may owe for an auction's items, as functions that the scripts are built with.
--
-- The hash `dues` has a field `ITEM USER` for each debt and ` USER` for their sum. A debt is set, not
-- added, so that it may be written again.

-- Sets what a user may owe for an item.
local function owe(dues, item_id, user_id, amount)
  local field = item_id .. ' ' .. user_id
  local before = tonumber(redis.call('HGET', dues, field) or 0)
  if amount == before then
    return
  end
  if amount == 0 then
    redis.call('HDEL', dues, field)
  else
    redis.call('HSET', dues, field, string.format('%.0f', amount))
  end
  redis.call('HINCRBY', dues, ' ' .. user_id, string.format('%.0f', amount - before))
end

-- Tells whether nobody comes to owe more than their limit. Triples of args: user, amount, limit or ''.
local function affordable(dues, item_id, args, first, last)
  for at = first, last, 3 do
    local user_id, amount, limit = args[at], tonumber(args[at + 1]), tonumber(args[at + 2])
    if limit then
      local known = redis.call('HMGET', dues, ' ' .. user_id, item_id .. ' ' .. user_id)
      local before = tonumber(known[2] or 0)
      if amount > before and tonumber(known[1] or 0) - before + amount > limit then
        return false
      end
    end
  end
  return true
end

-- Forgets whatever anybody may owe for an item.
local function forgive(dues, item_id)
  if redis.call('TYPE', dues).ok ~= 'hash' then
    return
  end
  for _, field in ipairs(redis.call('HKEYS', dues)) do
    if string.sub(field, 1, #item_id + 1) == item_id .. ' ' then
      owe(dues, item_id, string.sub(field, #item_id + 2), 0)
    end
  end
end
