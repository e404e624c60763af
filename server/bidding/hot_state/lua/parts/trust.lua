-- The trust in a shard, as functions that the scripts are built with (0110, 0111).
--
-- A shard's `trusted` key names its era: the replication id of the server that the era began on, and a
-- token. Redis draws a new replication id whenever a server starts or becomes a primary, so a server
-- that may lack events that another one has confirmed never has the id that was trusted. `:swept` is
-- added when every live item of the archive has been checked in this era.

local ERA_LENGTH = 49

-- Returns the replication id of a primary, or nil for a replica.
local function replication_id()
  local info = redis.call('INFO', 'replication')
  -- A plain search costs half of a pattern.
  if not string.find(info, 'role:master', 1, true) then
    return nil
  end
  local _, before = string.find(info, 'master_replid:', 1, true)
  return string.sub(info, before + 1, before + 40)
end

-- Returns an error reply if the shard may lack committed events. Otherwise returns nil, the shard's era,
-- and whether all its live items have been checked. A replica answers READONLY to reads, too, so that a
-- client which found it by mistake looks for the primary again.
local function untrusted(trusted)
  local id = replication_id()
  if not id then
    return redis.error_reply('READONLY this server is a replica')
  end
  local mark = redis.call('GET', trusted)
  if not mark or string.sub(mark, 1, 40) ~= id then
    return redis.error_reply('UNTRUSTED the shard has to begin a new era first')
  end
  return nil, string.sub(mark, 1, ERA_LENGTH), #mark > ERA_LENGTH
end

-- Returns whether an item must be compared with the archive before it is read or decided on. `checked` is
-- the era in which that was last done, or false. An item that is missing after the sweep never existed,
-- or ended long ago.
local function is_unchecked(era, swept, checked, state)
  return checked ~= era and not (swept and not checked and not state)
end
