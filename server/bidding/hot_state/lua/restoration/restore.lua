-- Begins a new epoch of locked items, and marks them as checked. An item of which the archive has more
-- is written anew.
--
-- KEYS   trusted, due, unfilled, groups, then per item: lock, line, item, receipts, recent, exposures
--        (all in one slot)
-- ARGV   token, node, kept_ms, wake_channel, era, then per item:
--          item_id, checked ('1', or '0' for an item that `check_items` marks later),
--          epoch ('' for an item that the archive does not know), due_at ('' for none),
--          group ('' for none), the item's end while it is open, or '',
--          seq ('' to keep what Redis has), state, listing, receipts_after ('' if no receipts are missing),
--          kept_s: after which receipts and latest bids expire ('' for a live item),
--          n, (bid_id, receipt) * n,  m, bid * m,  k, (user_id, exposure for this item) * k
-- Reply  per item: 1 done, and the lock is released | 0 the lock had been lost, nothing written
-- Error  UNTRUSTED, also if another era has begun

local refusal, era = untrusted(KEYS[1])
if refusal or era ~= ARGV[5] then
  return refusal or redis.error_reply('UNTRUSTED another era has begun')
end

local UNKNOWN_KEPT_S = 60
local due, unfilled = KEYS[2], KEYS[3]
local token, node, kept_ms, wake_channel = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local reply, woken = {}, {}

local at = 6
for key = 5, #KEYS, 6 do
  local lock, line, item = KEYS[key], KEYS[key + 1], KEYS[key + 2]
  local receipts, recent, exposures = KEYS[key + 3], KEYS[key + 4], KEYS[key + 5]
  local item_id, checked, epoch, due_at = unpack(ARGV, at, at + 3)
  local group, ends_at = ARGV[at + 4], ARGV[at + 5]
  local seq, state, listing, receipts_after, kept_s = unpack(ARGV, at + 6, at + 10)
  local first_receipt = at + 12
  local last_receipt = first_receipt + 2 * tonumber(ARGV[at + 11]) - 1
  local first_bid = last_receipt + 2
  local last_bid = first_bid + tonumber(ARGV[last_receipt + 1]) - 1
  local first_exposure = last_bid + 2
  local last_exposure = first_exposure + 2 * tonumber(ARGV[last_bid + 1]) - 1
  at = last_exposure + 1

  if redis.call('GET', lock) == token then
    if epoch ~= '' then
      redis.call('HSET', item, 'epoch', epoch)
      if due_at == '' then
        redis.call('ZREM', due, item_id)
      else
        redis.call('ZADD', due, due_at, item_id)
      end
    end
    if group ~= '' then
      redis.call('HSET', item, 'group', group)
    elseif seq ~= '' then
      redis.call('HDEL', item, 'group')
    end
    if ends_at ~= '' then
      redis.call('ZADD', KEYS[4], 'GT', ends_at, group)
    end
    if checked == '1' then
      redis.call('HSET', item, 'era', era)
    end
    if epoch == '' then
      -- Nobody knows the item, and nothing is kept for long of an id that somebody made up.
      redis.call('EXPIRE', item, UNKNOWN_KEPT_S)
    end
    if seq ~= '' then
      redis.call('HSET', item, 'seq', seq, 'state', state)
      redis.call('HSET', item, 'listing', listing, 'listed', listing_version(token))
      redis.call('DEL', receipts, recent)
      for receipt = first_receipt, last_receipt, 2 do
        redis.call('HSET', receipts, ARGV[receipt], ARGV[receipt + 1])
      end
      if receipts_after == '' then
        redis.call('HDEL', item, 'receipts_after')
        redis.call('SREM', unfilled, item_id)
      else
        redis.call('HSET', item, 'receipts_after', receipts_after)
        redis.call('SADD', unfilled, item_id)
      end
      for bid = first_bid, last_bid do
        redis.call('RPUSH', recent, ARGV[bid])
      end
      if kept_s ~= '' then
        redis.call('EXPIRE', receipts, kept_s)
        redis.call('EXPIRE', recent, kept_s)
      end
      clear_exposures(exposures, item_id)
      for exposure = first_exposure, last_exposure, 2 do
        set_exposure(exposures, item_id, ARGV[exposure], tonumber(ARGV[exposure + 1]))
      end
    end
    local next = release_lock(lock, line, node, false, kept_ms)
    if next then
      woken[next] = woken[next] or {}
      table.insert(woken[next], {item_id, 0, '', ''})
    end
    reply[#reply + 1] = 1
  else
    reply[#reply + 1] = 0
  end
end

wake_nodes(wake_channel, woken)
return reply
