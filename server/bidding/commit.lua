-- Writes what a round decided, item by item, and lets each lock go. For one item all of it happens
-- or nothing: only while the lock still holds `token` and the item still has the seq that was read.
--
-- KEYS   journal, due, then per item: lock, item, receipts, recent        (all in one slot)
-- ARGV   token, recent_max, then per item:
--          item_id, seq_read, seq, state, entry, due_at ('' for none),
--          n, (bid_id, receipt) * n,  m, bid * m
--        seq == seq_read: nothing happened to the item, only its lock is let go.
-- Reply  per item: 1 committed and released | 0 fenced off, nothing written

local journal, due = KEYS[1], KEYS[2]
local token, recent_max = ARGV[1], tonumber(ARGV[2])
local reply = {}

local at = 3
for key = 3, #KEYS, 4 do
  local lock, item, receipts, recent = KEYS[key], KEYS[key + 1], KEYS[key + 2], KEYS[key + 3]
  local item_id, seq_read, seq = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  local state, entry, due_at = ARGV[at + 3], ARGV[at + 4], ARGV[at + 5]
  local first_receipt = at + 7
  local last_receipt = first_receipt + 2 * tonumber(ARGV[at + 6]) - 1
  local first_bid = last_receipt + 2
  local last_bid = first_bid + tonumber(ARGV[last_receipt + 1]) - 1
  at = last_bid + 1

  local ours = redis.call('GET', lock) == token
  if ours and (redis.call('HGET', item, 'seq') or '0') == seq_read then
    if seq ~= seq_read then
      redis.call('HSET', item, 'seq', seq, 'state', state)
      redis.call('XADD', journal, '*', 'entry', entry)
      if last_receipt >= first_receipt then
        redis.call('HSET', receipts, unpack(ARGV, first_receipt, last_receipt))
      end
      if last_bid >= first_bid then
        redis.call('RPUSH', recent, unpack(ARGV, first_bid, last_bid))
        redis.call('LTRIM', recent, -recent_max, -1)
      end
      if due_at == '' then
        redis.call('ZREM', due, item_id)
      else
        redis.call('ZADD', due, due_at, item_id)
      end
    end
    redis.call('DEL', lock)
    reply[#reply + 1] = 1
  else
    if ours then
      redis.call('DEL', lock)
    end
    reply[#reply + 1] = 0
  end
end

return reply
