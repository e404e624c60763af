-- Writes the sessions of sockets, many in one call. A session belongs to the socket that claimed it
-- last: writes of an earlier socket, on whichever node, are ignored.
--
-- KEYS   session keys        (all in one slot)
-- ARGV   per key: ttl_ms, owner (8 bytes), claims (0 or 1), session ('' to delete it)
-- Reply  nothing

for i, key in ipairs(KEYS) do
  local ttl_ms, owner, claims, session = unpack(ARGV, 4 * i - 3, 4 * i)
  local present = redis.call('GETRANGE', key, 0, 7)
  if present == '' or present == owner or claims == '1' then
    if session == '' then
      redis.call('DEL', key)
    else
      redis.call('SET', key, owner .. session, 'PX', ttl_ms)
    end
  end
end
