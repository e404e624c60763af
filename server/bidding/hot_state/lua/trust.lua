-- The trust in a shard, as functions that the scripts are built with (0110).
--
-- A shard is trusted as long as its `trusted` key names the history of the server that runs the script.
-- Redis draws a new replication id whenever a server starts or becomes a primary, so a server that may
-- lack events that another one has confirmed never has the id that was trusted.

-- Returns the replication id of a primary, or nil for a replica.
local function replication_id()
  local info = redis.call('INFO', 'replication')
  if string.match(info, 'role:(%a+)') ~= 'master' then
    return nil
  end
  return string.match(info, 'master_replid:(%x+)')
end

-- Returns an error reply if the shard may lack committed events, or nil if it is trusted. A replica answers
-- READONLY to reads, too, so that a client which found it by mistake looks for the primary again.
local function untrusted(trusted)
  local id = replication_id()
  if not id then
    return redis.error_reply('READONLY this server is a replica')
  end
  if redis.call('GET', trusted) ~= id then
    return redis.error_reply('UNTRUSTED the shard has to be compared with the archive first')
  end
  return nil
end
