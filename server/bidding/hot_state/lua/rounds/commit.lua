-- Writes what a round decided, item by item, and releases each lock. For one item everything is written
-- or nothing: the lock must hold `token`, the item must be checked and have the seq that was read, no
-- bidder's exposure in the auction may grow beyond their limit, and the item's group must be as the
-- decision needs it. Otherwise the item is fenced off.
--
-- KEYS   trusted, journal, due, groups, then per item: lock, line, item, receipts, recent, exposures
--        (all in one slot)
-- ARGV   token, node, kept_ms, wake_channel, recent_max, then per item as in decided.lua
-- Reply  per item: 1 committed | 2 and the lock was handed on | 3 and this node is in the line
--                  | 0 fenced off, nothing written
-- Error  UNTRUSTED, nothing written

local refusal, era, swept = untrusted(KEYS[1])
if refusal then
  return refusal
end

local token, node, kept_ms, wake_channel = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local recent_max = tonumber(ARGV[5])
local reply, woken = {}, {}

local at = 6
for key = 5, #KEYS, 6 do
  local lock, line, item = KEYS[key], KEYS[key + 1], KEYS[key + 2]
  local keys = {
    journal = KEYS[2], due = KEYS[3], groups = KEYS[4],
    receipts = KEYS[key + 3], recent = KEYS[key + 4], exposures = KEYS[key + 5],
  }
  local is
  is, at = decided(at)

  local done = 0
  -- The token fences off a round whose lock has expired. The seq fences off a token that somebody
  -- brought back, with a restored file or by hand.
  if redis.call('GET', lock) == token then
    local known = redis.call('HMGET', item, 'seq', 'epoch', 'era', 'listed')
    local epoch = known[2] or '0'
    -- The era fences off a round that took the lock on another server (0111).
    if (known[1] or '0') == is.seq_read and not is_unchecked(era, swept, known[3], known[1])
        and within_limits(keys.exposures, is.item_id, ARGV, is.first_exposure, is.last_exposure)
        and not is_outrun(is, keys.groups) then
      is.listed = known[4]
      write(is, item, keys, token, epoch, era, recent_max)
      done = hand_on(is, item, lock, line, node, kept_ms, epoch, woken)
    else
      is.state = ''
      hand_on(is, item, lock, line, node, kept_ms, epoch, woken)
    end
  end
  reply[#reply + 1] = done
end

wake_nodes(wake_channel, woken)
return reply
