-- Writes changes of the sessions of sockets, many in one call. A session belongs to the socket that
-- claimed it last: writes of an earlier socket, on whichever node, are ignored.
--
-- KEYS   per session: its hash of items, and the record that earlier versions kept (all in one slot)
-- ARGV   per session: ttl_ms, owner (8 bytes), whole (1 if all items follow, 0 if only changed ones),
--        claims (0 or 1), the number of items n, then n times: item id, event number ('' to remove it)
-- Reply  per session: 1, or 0 if it is not stored and has to be written whole

local OWNER = ':owner'  -- no item has this id

local replies, at = {}, 1
for i = 1, #KEYS, 2 do
  local key, earlier = KEYS[i], KEYS[i + 1]
  local ttl_ms, owner, whole, claims, n = unpack(ARGV, at, at + 4)
  local present = redis.call('HGET', key, OWNER)
  local reply = 1
  if claims == '1' or not present or present == owner then
    if whole == '1' and n == '0' then
      redis.call('DEL', key, earlier)
    elseif whole == '1' or present then
      -- A Redis without memory refuses a script at its first write only, so that one must need memory.
      redis.call('HSET', key, OWNER, owner)
      if whole == '1' then redis.call('DEL', key) end
      if claims == '1' then redis.call('DEL', earlier) end
      local set, removed = {OWNER, owner}, {}
      for j = at + 5, at + 4 + 2 * n, 2 do
        if ARGV[j + 1] == '' then
          removed[#removed + 1] = ARGV[j]
        else
          set[#set + 1] = ARGV[j]
          set[#set + 1] = ARGV[j + 1]
        end
      end
      for j = 1, #set, 1000 do redis.call('HSET', key, unpack(set, j, math.min(j + 999, #set))) end
      for j = 1, #removed, 1000 do
        redis.call('HDEL', key, unpack(removed, j, math.min(j + 999, #removed)))
      end
      if redis.call('HLEN', key) == 1 then
        redis.call('DEL', key)
      else
        redis.call('PEXPIRE', key, ttl_ms)
      end
    else
      reply = 0
    end
  end
  replies[#replies + 1] = reply
  at = at + 5 + 2 * n
end
return replies
