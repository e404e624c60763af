-- Writes what a round decided, item by item, and releases each lock. For one item everything is written
-- or nothing: the lock must hold `token`, the item must be checked and have the seq that was read, and no bidder's
-- exposure in the auction may grow beyond their limit. Otherwise the item is fenced off.
--
-- KEYS   trusted, journal, due, then per item: lock, line, item, receipts, recent, exposures
--        (all in one slot)
-- ARGV   token, node, kept_ms, wake_channel, recent_max, then per item:
--          item_id, rejoin ('1': this node wants the lock again), seq_read, seq, state, entry,
--          due_at ('' for none), n, (bid_id, receipt) * n,  m, bid * m,
--          k, (user_id, exposure for this item, limit over all items or '') * k
--        seq == seq_read: nothing happened to the item, and only its lock is released.
-- Reply  per item: 2 committed, and this node is in its line | 1 committed | 0 fenced off, nothing written
-- Error  UNTRUSTED, nothing written

local refusal, era, swept = untrusted(KEYS[1])
if refusal then
  return refusal
end

local journal, due = KEYS[2], KEYS[3]
local token, node, kept_ms, wake_channel = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local recent_max = tonumber(ARGV[5])
local reply, woken = {}, {}

local at = 6
for key = 4, #KEYS, 6 do
  local lock, line, item = KEYS[key], KEYS[key + 1], KEYS[key + 2]
  local receipts, recent, exposures = KEYS[key + 3], KEYS[key + 4], KEYS[key + 5]
  local item_id, rejoin, seq_read, seq = ARGV[at], ARGV[at + 1] == '1', ARGV[at + 2], ARGV[at + 3]
  local state, entry, due_at = ARGV[at + 4], ARGV[at + 5], ARGV[at + 6]
  local first_receipt = at + 8
  local last_receipt = first_receipt + 2 * tonumber(ARGV[at + 7]) - 1
  local first_bid = last_receipt + 2
  local last_bid = first_bid + tonumber(ARGV[last_receipt + 1]) - 1
  local first_exposure = last_bid + 2
  local last_exposure = first_exposure + 3 * tonumber(ARGV[last_bid + 1]) - 1
  at = last_exposure + 1

  local done = 0
  -- The token fences off a round whose lock has expired. The seq fences off a token that somebody
  -- brought back, with a restored file or by hand.
  local ours = redis.call('GET', lock) == token
  local known = ours and redis.call('HMGET', item, 'seq', 'epoch', 'era')
  -- The era fences off a round that took the lock on another server (0111).
  if ours and (known[1] or '0') == seq_read and not is_unchecked(era, swept, known[3], known[1])
      and within_limits(exposures, item_id, ARGV, first_exposure, last_exposure) then
    done = 1
    if seq ~= seq_read then
      redis.call('HSET', item, 'seq', seq, 'state', state)
      if seq_read == '0' then
        redis.call('HSET', item, 'era', era)
        redis.call('PERSIST', item)
      end
      redis.call('XADD', journal, '*', 'entry', entry, 'epoch', known[2] or '0')
      if last_receipt >= first_receipt then
        redis.call('HSET', receipts, unpack(ARGV, first_receipt, last_receipt))
      end
      if last_bid >= first_bid then
        redis.call('RPUSH', recent, unpack(ARGV, first_bid, last_bid))
        redis.call('LTRIM', recent, -recent_max, -1)
      end
      for exposure = first_exposure, last_exposure, 3 do
        set_exposure(exposures, item_id, ARGV[exposure], tonumber(ARGV[exposure + 1]))
      end
      if due_at == '' then
        redis.call('ZREM', due, item_id)
      else
        redis.call('ZADD', due, due_at, item_id)
      end
    end
  end
  if ours then
    local next = release_lock(lock, line, node, rejoin, kept_ms)
    if next then
      woken[next] = woken[next] or {}
      table.insert(woken[next], item_id)
      done = rejoin and 2 * done or done
    end
  end
  reply[#reply + 1] = done
end

wake_nodes(wake_channel, woken)
return reply
