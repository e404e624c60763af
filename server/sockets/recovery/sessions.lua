-- Writes what is kept of sockets for their clients' return, many in one call. A session belongs to the
-- socket that took it up last: what an earlier one writes of it, on whichever node, is passed over.
--
-- KEYS   session keys        (all in one slot)
-- ARGV   per key: ttl_ms, owner (8 bytes), takes_up (0 or 1), session ('' to forget it)
-- Reply  nothing

for i, key in ipairs(KEYS) do
  local ttl_ms, owner, takes_up, session = unpack(ARGV, 4 * i - 3, 4 * i)
  local there = redis.call('GETRANGE', key, 0, 7)
  if there == '' or there == owner or takes_up == '1' then
    if session == '' then
      redis.call('DEL', key)
    else
      redis.call('SET', key, owner .. session, 'PX', ttl_ms)
    end
  end
end
