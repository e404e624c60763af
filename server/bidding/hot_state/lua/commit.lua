-- Writes what a round decided, item by item, and lets each lock go. For one item all of it happens
-- or nothing: only while the lock still holds `token`, the item still has the seq that was read, and
-- nobody comes to owe more in the auction than they may.
--
-- KEYS   journal, due, then per item: lock, line, item, receipts, recent, dues        (all in one slot)
-- ARGV   token, node, kept_ms, wake_channel, recent_max, then per item:
--          item_id, again ('1': more waits for it here), seq_read, seq, state, entry,
--          due_at ('' for none), n, (bid_id, receipt) * n,  m, bid * m,
--          k, (user_id, owed for this item, limit over all items or '') * k
--        seq == seq_read: nothing happened to the item, only its lock is let go.
-- Reply  per item: 2 committed, and this node is in its line | 1 committed | 0 fenced off, nothing written

local journal, due = KEYS[1], KEYS[2]
local token, node, kept_ms, wake_channel = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local recent_max = tonumber(ARGV[5])
local reply, woken = {}, {}

local at = 6
for key = 3, #KEYS, 6 do
  local lock, line, item = KEYS[key], KEYS[key + 1], KEYS[key + 2]
  local receipts, recent, dues = KEYS[key + 3], KEYS[key + 4], KEYS[key + 5]
  local item_id, again, seq_read, seq = ARGV[at], ARGV[at + 1] == '1', ARGV[at + 2], ARGV[at + 3]
  local state, entry, due_at = ARGV[at + 4], ARGV[at + 5], ARGV[at + 6]
  local first_receipt = at + 8
  local last_receipt = first_receipt + 2 * tonumber(ARGV[at + 7]) - 1
  local first_bid = last_receipt + 2
  local last_bid = first_bid + tonumber(ARGV[last_receipt + 1]) - 1
  local first_due = last_bid + 2
  local last_due = first_due + 3 * tonumber(ARGV[last_bid + 1]) - 1
  at = last_due + 1

  local done = 0
  local ours = redis.call('GET', lock) == token
  local stands = ours and redis.call('HMGET', item, 'seq', 'epoch')
  if ours and (stands[1] or '0') == seq_read and affordable(dues, item_id, ARGV, first_due, last_due) then
    done = 1
    if seq ~= seq_read then
      redis.call('HSET', item, 'seq', seq, 'state', state)
      redis.call('XADD', journal, '*', 'entry', entry, 'epoch', stands[2] or '0')
      if last_receipt >= first_receipt then
        redis.call('HSET', receipts, unpack(ARGV, first_receipt, last_receipt))
      end
      if last_bid >= first_bid then
        redis.call('RPUSH', recent, unpack(ARGV, first_bid, last_bid))
        redis.call('LTRIM', recent, -recent_max, -1)
      end
      for due_of = first_due, last_due, 3 do
        owe(dues, item_id, ARGV[due_of], tonumber(ARGV[due_of + 1]))
      end
      if due_at == '' then
        redis.call('ZREM', due, item_id)
      else
        redis.call('ZADD', due, due_at, item_id)
      end
    end
  end
  if ours then
    local next = let_go(lock, line, node, again, kept_ms)
    if next then
      woken[next] = woken[next] or {}
      table.insert(woken[next], item_id)
      done = again and 2 * done or done
    end
  end
  reply[#reply + 1] = done
end

wake(wake_channel, woken)
return reply
