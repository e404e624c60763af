-- Begins a new epoch of locked items. An item of which the archive has more is written anew.
--
-- KEYS   due, then per item: lock, line, item, receipts, recent, exposures  (all in one slot)
-- ARGV   token, node, kept_ms, wake_channel, then per item:
--          item_id, epoch, seq ('' to keep what Redis has), state, due_at ('' for none),
--          kept_s: after which receipts and latest bids expire ('' for a live item),
--          n, (bid_id, receipt) * n,  m, bid * m,  k, (user_id, exposure for this item) * k
-- Reply  per item: 1 done, and the lock is released | 0 the lock had been lost, nothing written

local due = KEYS[1]
local token, node, kept_ms, wake_channel = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local reply, woken = {}, {}

local at = 5
for key = 2, #KEYS, 6 do
  local lock, line, item = KEYS[key], KEYS[key + 1], KEYS[key + 2]
  local receipts, recent, exposures = KEYS[key + 3], KEYS[key + 4], KEYS[key + 5]
  local item_id, epoch, seq, state, due_at, kept_s = unpack(ARGV, at, at + 5)
  local first_receipt = at + 7
  local last_receipt = first_receipt + 2 * tonumber(ARGV[at + 6]) - 1
  local first_bid = last_receipt + 2
  local last_bid = first_bid + tonumber(ARGV[last_receipt + 1]) - 1
  local first_exposure = last_bid + 2
  local last_exposure = first_exposure + 2 * tonumber(ARGV[last_bid + 1]) - 1
  at = last_exposure + 1

  if redis.call('GET', lock) == token then
    redis.call('HSET', item, 'epoch', epoch)
    if seq ~= '' then
      redis.call('HSET', item, 'seq', seq, 'state', state)
      redis.call('DEL', receipts, recent)
      for receipt = first_receipt, last_receipt, 2 do
        redis.call('HSET', receipts, ARGV[receipt], ARGV[receipt + 1])
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
      if due_at ~= '' then
        redis.call('ZADD', due, due_at, item_id)
      end
    end
    local next = release_lock(lock, line, node, false, kept_ms)
    if next then
      woken[next] = woken[next] or {}
      table.insert(woken[next], item_id)
    end
    reply[#reply + 1] = 1
  else
    reply[#reply + 1] = 0
  end
end

wake_nodes(wake_channel, woken)
return reply
