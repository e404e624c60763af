-- The item lock, as functions that acquire, commit and claim are built with.
--
-- A lock is a string that ends by itself: the token of the round that holds it, or `for:NODE` while it
-- is kept for the node whose turn it is. Beside it stands a line of the nodes that wait, each once.

-- Takes a lock that is free, kept for `node`, or already held by `token` (whose reply was lost).
-- Else puts `node` in the line. Returns nil when taken, or after how many ms to ask again unwoken.
local function take(lock, line, token, node, ttl_ms)
  local holder = redis.call('GET', lock)
  if not holder or holder == token or holder == 'for:' .. node then
    redis.call('SET', lock, token, 'PX', ttl_ms)
    redis.call('LREM', line, 0, node)
    return nil
  end
  if not redis.call('LPOS', line, node) then
    redis.call('RPUSH', line, node)
  end
  redis.call('PEXPIRE', line, 2 * ttl_ms)
  return redis.call('PTTL', lock)
end

-- Lets go of a lock that the caller holds: keeps it for the next in the line for `kept_ms`, or frees
-- it. `again`: `node` has more to settle and joins the end of a line that is there. Returns the next.
local function let_go(lock, line, node, again, kept_ms)
  local next = redis.call('LPOP', line)
  if not next then
    redis.call('DEL', lock)
    return nil
  end
  if again then
    redis.call('RPUSH', line, node)
  end
  redis.call('SET', lock, 'for:' .. next, 'PX', kept_ms)
  return next
end

-- Tells nodes which items' locks are kept for them: `items` by node, ids joined by a space. A node
-- that doesn't hear it loses its turn when `kept_ms` have passed.
local function wake(channel, items)
  for node, ids in pairs(items) do
    redis.call('PUBLISH', channel .. node, table.concat(ids, ' '))
  end
end
