-- Begins a new epoch of claimed items, each with what the archive knows where that is more.
--
-- KEYS   due, then per item: lock, line, item, receipts, recent, dues        (all in one slot)
-- ARGV   token, node, kept_ms, wake_channel, then per item:
--          item_id, epoch, seq ('' to keep what Redis has), state, due_at ('' for none),
--          n, (bid_id, receipt) * n,  m, bid * m,  k, (user_id, owed for this item) * k
-- Reply  per item: 1 done and let go | 0 its lock had been lost, nothing written

local due = KEYS[1]
local token, node, kept_ms, wake_channel = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local reply, woken = {}, {}

local at = 5
for key = 2, #KEYS, 6 do
  local lock, line, item = KEYS[key], KEYS[key + 1], KEYS[key + 2]
  local receipts, recent, dues = KEYS[key + 3], KEYS[key + 4], KEYS[key + 5]
  local item_id, epoch, seq, state, due_at = unpack(ARGV, at, at + 4)
  local first_receipt = at + 6
  local last_receipt = first_receipt + 2 * tonumber(ARGV[at + 5]) - 1
  local first_bid = last_receipt + 2
  local last_bid = first_bid + tonumber(ARGV[last_receipt + 1]) - 1
  local first_due = last_bid + 2
  local last_due = first_due + 2 * tonumber(ARGV[last_bid + 1]) - 1
  at = last_due + 1

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
      forgive(dues, item_id)
      for due_of = first_due, last_due, 2 do
        owe(dues, item_id, ARGV[due_of], tonumber(ARGV[due_of + 1]))
      end
      if due_at ~= '' then
        redis.call('ZADD', due, due_at, item_id)
      end
    end
    local next = let_go(lock, line, node, false, kept_ms)
    if next then
      woken[next] = woken[next] or {}
      table.insert(woken[next], item_id)
    end
    reply[#reply + 1] = 1
  else
    reply[#reply + 1] = 0
  end
end

wake(wake_channel, woken)
return reply
