-- The item lock, as functions that acquire, commit, lock_items and restore are built with.
--
-- A lock is a string that expires: the token of the round that holds it, or `for:NODE` while it is
-- kept for the node whose turn it is. Its line is a list of the nodes that wait, each once (0051).

-- Time in ms that is left to a lock although the locks of the waiting node live for less: its holder may
-- have another setting. A holder that loses its lock has its commit refused, and decides again.
local OTHERS_MAX_MS = 5000

-- Lifetime of a line in ms after a node has joined it: twice the longest AUCTION_LOCK_TTL_MS. No node waits
-- in it for longer than a lock lives.
local LINE_MS = 2 * 60000

-- Puts `node` in the line unless it is there. A line of dead nodes expires.
local function join_line(line, node)
  if not redis.call('LPOS', line, node) then
    redis.call('RPUSH', line, node)
  end
  redis.call('PEXPIRE', line, LINE_MS)
end

-- Returns whether a lock is free, kept for `node`, or held by `token` already, as it is after a call
-- whose reply was lost.
local function has_turn(lock, token, node)
  local holder = redis.call('GET', lock)
  return not holder or holder == token or holder == 'for:' .. node
end

-- Takes a lock for `node`, whose turn it is, and removes the node from the line.
local function set_lock(lock, line, token, node, ttl_ms)
  redis.call('SET', lock, token, 'PX', ttl_ms)
  redis.call('LREM', line, 0, node)
end

-- Puts `node` in the line of a lock that is taken. Returns the ms until the lock expires, 1 at least.
local function wait_for_lock(lock, line, node, ttl_ms)
  join_line(line, node)
  local left_ms = redis.call('PTTL', lock)
  -- 0117: when Redis' clock has gone back, a dead holder's lock would last as much longer.
  if left_ms > math.max(ttl_ms, OTHERS_MAX_MS) then
    redis.call('PEXPIRE', lock, ttl_ms)
    left_ms = ttl_ms
  end
  return math.max(1, left_ms)
end

-- Takes a lock that is free, kept for `node` or held by `token` already. Otherwise puts `node` in the line.
-- Returns nil if the lock was taken, or the ms until it expires.
local function take_lock(lock, line, token, node, ttl_ms)
  if has_turn(lock, token, node) then
    set_lock(lock, line, token, node, ttl_ms)
    return nil
  end
  return wait_for_lock(lock, line, node, ttl_ms)
end

-- Releases a lock that the caller holds: keeps it for the next node in the line for `kept_ms`, or
-- frees it. With `rejoin`, `node` joins the end of a line that is not empty. Returns the next node.
local function release_lock(lock, line, node, rejoin, kept_ms)
  local next = redis.call('LPOP', line)
  if not next then
    redis.call('DEL', lock)
    return nil
  end
  if rejoin then
    join_line(line, node)
  end
  redis.call('SET', lock, 'for:' .. next, 'PX', kept_ms)
  return next
end

-- Returns the version of a listing that is written with `token`. No other listing of the item has it.
local function listing_version(token)
  return string.sub(token, 1, 12)
end

-- Notifies nodes of the locks that are kept for them. `items` has a list of {item_id, epoch, state, listed}
-- for each node; the state and the listing's version are '' where the caller does not know them. The
-- message has for each item a line with its id, epoch, the state's length and the listing's version, and
-- then the state. A node that misses it loses its turn after `kept_ms`.
local function wake_nodes(channel, items)
  for node, list in pairs(items) do
    local parts = {}
    for _, each in ipairs(list) do
      parts[#parts + 1] = each[1] .. ' ' .. each[2] .. ' ' .. #each[3] .. ' ' .. each[4] .. '\n' .. each[3]
    end
    redis.call('PUBLISH', channel .. node, table.concat(parts))
  end
end
