-- Writes what is kept of sockets for their clients' return, many in one call.
--
-- KEYS   session keys        (all in one slot)
-- ARGV   per key: ttl_ms, session ('' to forget it)
-- Reply  nothing

for i, key in ipairs(KEYS) do
  local ttl_ms, session = ARGV[2 * i - 1], ARGV[2 * i]
  if session == '' then
    redis.call('DEL', key)
  else
    redis.call('SET', key, session, 'PX', ttl_ms)
  end
end
