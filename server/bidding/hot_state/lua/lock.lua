-- The item lock, as functions that acquire, commit, lock_items and restore are built with.
--
-- A lock is a string that expires: the token of the round that holds it, or `for:NODE` while it is
-- kept for the node whose turn it is. Its line is a list of the nodes that wait, each once (0051).

-- Longest lifetime of a lock in ms, which is that of AUCTION_LOCK_TTL_MS.
local LIFETIME_MAX_MS = 60000

-- Puts `node` in the line unless it is there. The line expires if nobody takes the lock for long.
local function join_line(line, node, ttl_ms)
  if not redis.call('LPOS', line, node) then
    redis.call('RPUSH', line, node)
  end
  redis.call('PEXPIRE', line, 2 * ttl_ms)
end

-- Takes a lock that is free, kept for `node`, or held by `token` already (a call whose reply was lost).
-- Otherwise puts `node` in the line. Returns nil if the lock was taken, or the ms until it expires.
local function take_lock(lock, line, token, node, ttl_ms)
  local holder = redis.call('GET', lock)
  if not holder or holder == token or holder == 'for:' .. node then
    redis.call('SET', lock, token, 'PX', ttl_ms)
    redis.call('LREM', line, 0, node)
    return nil
  end
  join_line(line, node, ttl_ms)
  local left_ms = redis.call('PTTL', lock)
  -- 0117: when Redis' clock has gone back, a dead holder's lock would last as much longer.
  if left_ms > LIFETIME_MAX_MS then
    redis.call('PEXPIRE', lock, ttl_ms)
    return ttl_ms
  end
  return left_ms
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
    redis.call('RPUSH', line, node)
  end
  redis.call('SET', lock, 'for:' .. next, 'PX', kept_ms)
  return next
end

-- Notifies nodes of the locks that are kept for them. `items` has a list of item ids for each node.
-- A node that misses the message loses its turn after `kept_ms`.
local function wake_nodes(channel, items)
  for node, ids in pairs(items) do
    redis.call('PUBLISH', channel .. node, table.concat(ids, ' '))
  end
end
