-- Takes the locks of items and reads their states and receipts, on which a round decides. A guess, which
-- the round has decided on a state that this node knows, is written at once where the item is still in
-- that state (0132).
--
-- KEYS   trusted, clock, journal, due, groups, then per item: lock, line, item, receipts, recent
--        (all in one slot)
-- ARGV   token, node, ttl_ms, kept_ms, wake_channel, recent_max, now of the decisions, then per item:
--          the version of its listing that this node knows or '', n, bid_id * n, guess ('1' or '0'),
--          with a guess: epoch, due_at before, and as in decided.lua,
--        and at the end: end of the outages that the decisions know, serves ('1' or '0'), outage_min_ms,
--        now as the node has measured it ('-1' if it has not)
-- Reply  {now_ms, outages, per item: wait_ms | -1 | -2 | -3 | ''
--                           | {epoch, receipts_after, state | false, listed | false, listing | false,
--                              group_end | '', receipt | false * n}}
--        listed, listing: the listing's version, and the listing, '' if this node knows this version.
--        wait_ms: the item's lock is taken. This node is in its line, and tries again after so many
--        ms unless it is woken. A lock that `token` holds already counts as taken now, so a call
--        whose reply was lost can be made again.
--        -1, -2, -3: the item was committed and its lock released, as commit replies with 1, 2, 3.
--        '': the item is unchecked. Its lock was not taken, and this node is in its line.
-- Reply  {now_ms, false} if the time must be judged first. Nothing was done.
-- Error  UNTRUSTED

-- The decisions' clock may differ from this one by so many ms.
local CLOCK_SLACK_MS = 100

local refusal, era, swept = untrusted(KEYS[1])
if refusal then
  return refusal
end

-- Changes nothing. A Redis that takes no writes refuses it, and with it the whole script.
redis.call('SETRANGE', KEYS[1], 0, '')

local token, node, ttl_ms = ARGV[1], ARGV[2], tonumber(ARGV[3])
local kept_ms, wake_channel, recent_max = ARGV[4], ARGV[5], tonumber(ARGV[6])
local now, decided_at = milliseconds(KEYS[2]), tonumber(ARGV[7])
local outages = serve(KEYS[2], now, ARGV[#ARGV - 2], ARGV[#ARGV - 1], ARGV[#ARGV])
if not outages then
  return {now, false}
end
-- 0157: a guess that does not know the latest outage might close an item that the outage moves.
local in_time = math.abs(now - decided_at) <= CLOCK_SLACK_MS
  and string.sub(outages, -13) == ARGV[#ARGV - 3]
local reply, woken = {now, outages}, {}

-- Returns whether none of the bid_ids from position `first` to `last` has a receipt. The receipt of a
-- single bid is written by the same command, so this must be the last check before `write`.
local function are_new(is, receipts, first, last)
  if first == last and is.first_receipt + 1 == is.last_receipt then
    is.has_receipts = redis.call('HSETNX', receipts, ARGV[is.first_receipt], ARGV[is.last_receipt]) == 1
    return is.has_receipts
  end
  if last < first then
    return true
  end
  for _, receipt in ipairs(redis.call('HMGET', receipts, unpack(ARGV, first, last))) do
    if receipt then
      return false
    end
  end
  return true
end

-- Returns whether a due moment lies on the same side of both clocks.
local function is_due_alike(due_at)
  return due_at == '' or (tonumber(due_at) <= now) == (tonumber(due_at) <= decided_at)
end

local at = 8
for key = 6, #KEYS, 5 do
  local lock, line, item, receipts = KEYS[key], KEYS[key + 1], KEYS[key + 2], KEYS[key + 3]
  local n = tonumber(ARGV[at + 1])
  local listed, first, last = ARGV[at], at + 2, at + 1 + n
  local guess, epoch, due_at, is = ARGV[last + 1] == '1', nil, nil, nil
  at = last + 2
  if guess then
    epoch, due_at = ARGV[at], ARGV[at + 1]
    is, at = decided(at + 2)
  end

  local known = redis.call('HMGET', item, 'epoch', 'receipts_after', 'seq', 'era')
  if is_unchecked(era, swept, known[4], known[3]) then
    join_line(line, node)
    reply[#reply + 1] = ''
  else
    -- Usually no node has the lock or waits for it, and then nothing has to be released either (0143).
    local is_alone = redis.call('EXISTS', lock, line) == 0
    local wait_ms = 0
    if not is_alone and not has_turn(lock, token, node) then
      wait_ms = wait_for_lock(lock, line, node, ttl_ms)
    end
    if wait_ms > 0 then
      reply[#reply + 1] = wait_ms
    elseif guess and in_time and known[3] == is.seq_read and (known[1] or '0') == epoch
        and not known[2] and is_due_alike(due_at) and are_new(is, receipts, first, last) then
      -- Nothing comes between the steps of a script, so the lock need not be set to protect it.
      local keys = {
        journal = KEYS[3], due = KEYS[4], groups = KEYS[5], receipts = receipts, recent = KEYS[key + 4],
      }
      if not is_alone then
        is.listed = redis.call('HGET', item, 'listed')
      end
      write(is, item, keys, token, epoch, era, recent_max)
      if is_alone then
        reply[#reply + 1] = -1
      else
        redis.call('LREM', line, 0, node)
        reply[#reply + 1] = -hand_on(is, item, lock, line, node, kept_ms, epoch, woken)
      end
    else
      set_lock(lock, line, token, node, ttl_ms)
      local stored = redis.call('HMGET', item, 'state', 'listed', 'group')
      local group_end = stored[3] and redis.call('ZSCORE', KEYS[5], stored[3]) or ''
      local found = {known[1], known[2], stored[1], stored[2], '', group_end}
      if stored[2] ~= listed then
        found[5] = redis.call('HGET', item, 'listing')
      end
      if n > 0 then
        local used = redis.call('HMGET', receipts, unpack(ARGV, first, last))
        for i = 1, n do
          found[i + 6] = used[i]
        end
      end
      reply[#reply + 1] = found
    end
  end
end

wake_nodes(wake_channel, woken)
return reply
