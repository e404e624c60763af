-- The mark of a trusted shard, as a function that the scripts are built with.

-- Returns an error reply if the shard's mark is missing, because it may then lack committed events.
local function untrusted(trusted)
  if redis.call('EXISTS', trusted) == 0 then
    return redis.error_reply('UNTRUSTED the shard has to be compared with the archive first')
  end
  return nil
end
