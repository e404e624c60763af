-- What a round has decided on an item, as functions that acquire and commit are built with.
--
-- ARGV   item_id, rejoin ('1': this node wants the lock again), seq_read, seq, state,
--        listing ('' as before), entry, due_at ('' for none, '=' as before), group ('' for none),
--        effect on it, its end as it was read, its score afterwards at least ('' as before),
--        n, (bid_id, receipt) * n,  m, bid * m,
--        k, (user_id, exposure for this item, limit over all items or '') * k
--        seq == seq_read: nothing happened to the item, and only its lock is released.

-- Returns the arguments from position `at` on as a table, and the position behind them.
local function decided(at)
  local first_receipt = at + 13
  local last_receipt = first_receipt + 2 * tonumber(ARGV[at + 12]) - 1
  local first_bid = last_receipt + 2
  local last_bid = first_bid + tonumber(ARGV[last_receipt + 1]) - 1
  local first_exposure = last_bid + 2
  local last_exposure = first_exposure + 3 * tonumber(ARGV[last_bid + 1]) - 1
  return {
    item_id = ARGV[at], rejoin = ARGV[at + 1] == '1', seq_read = ARGV[at + 2], seq = ARGV[at + 3],
    state = ARGV[at + 4], listing = ARGV[at + 5], entry = ARGV[at + 6], due_at = ARGV[at + 7],
    group = ARGV[at + 8], effect = ARGV[at + 9], group_end = ARGV[at + 10], score = ARGV[at + 11],
    first_receipt = first_receipt, last_receipt = last_receipt,
    first_bid = first_bid, last_bid = last_bid,
    first_exposure = first_exposure, last_exposure = last_exposure,
  }, last_exposure + 1
end

-- Returns whether the item's group has changed since it was read, so that the decision must be made
-- again (0160). An item may not close before a later end, and no end moves once another item has closed
-- at the one before.
local function is_outrun(is, groups)
  if is.effect ~= 'close' and is.effect ~= 'move' then
    return false
  end
  local found = redis.call('ZSCORE', groups, is.group)
  if not found or found == is.group_end then
    return false
  end
  local score = tonumber(found)
  if is.effect == 'move' then
    return score ~= math.floor(score)
  end
  return is.group_end == '' or math.floor(score) > math.floor(tonumber(is.group_end))
end

local TRIMMED_AT_ONCE = 50

-- Writes an item. `keys` has the shard's journal, due items and groups, and the item's receipts, recent
-- bids and exposures. A listing that is written gets its version from the round's token (0140).
local function write(is, item, keys, token, epoch, era, recent_max)
  if is.seq == is.seq_read then
    return
  end
  if is.seq_read == '0' then
    redis.call('HSET', item, 'seq', is.seq, 'state', is.state, 'era', era)
    redis.call('PERSIST', item)
  else
    redis.call('HSET', item, 'seq', is.seq, 'state', is.state)
  end
  if is.listing ~= '' then
    is.listed = listing_version(token)
    redis.call('HSET', item, 'listing', is.listing, 'listed', is.listed)
    if is.group ~= '' then
      redis.call('HSET', item, 'group', is.group)
    elseif is.seq_read ~= '0' then
      redis.call('HDEL', item, 'group')
    end
  end
  if is.score ~= '' then
    redis.call('ZADD', keys.groups, 'GT', is.score, is.group)
  end
  redis.call('XADD', keys.journal, '*', 'entry', is.entry, 'epoch', epoch)
  if is.last_receipt >= is.first_receipt and not is.has_receipts then
    redis.call('HSET', keys.receipts, unpack(ARGV, is.first_receipt, is.last_receipt))
  end
  if is.last_bid >= is.first_bid then
    local length = redis.call('RPUSH', keys.recent, unpack(ARGV, is.first_bid, is.last_bid))
    -- Trimming the list each time would cost as much as adding to it.
    if length >= recent_max + TRIMMED_AT_ONCE then
      redis.call('LTRIM', keys.recent, -recent_max, -1)
    end
  end
  for exposure = is.first_exposure, is.last_exposure, 3 do
    set_exposure(keys.exposures, is.item_id, ARGV[exposure], tonumber(ARGV[exposure + 1]))
  end
  if is.due_at == '' then
    redis.call('ZREM', keys.due, is.item_id)
  elseif is.due_at ~= '=' then
    redis.call('ZADD', keys.due, is.due_at, is.item_id)
  end
end

-- Releases an item's lock after `write`, and adds the next node to `woken`. Returns 1, 2 if the lock was
-- handed on, or 3 if this node has also joined the line. A round that changed nothing hands the present
-- state on, if `is.listed` is the version of the present listing.
local function hand_on(is, item, lock, line, node, kept_ms, epoch, woken)
  local next = release_lock(lock, line, node, is.rejoin, kept_ms)
  if not next then
    return 1
  end
  if is.seq == is.seq_read and is.listed then
    is.state = redis.call('HGET', item, 'state') or ''
  end
  woken[next] = woken[next] or {}
  table.insert(woken[next], {is.item_id, epoch, is.state, is.listed or ''})
  return is.rejoin and 3 or 2
end
