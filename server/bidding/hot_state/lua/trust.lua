-- Whether a shard's memory can be trusted, as a function that the scripts are built with.

-- Returns an error reply where nothing says that the shard holds all that was ever committed.
local function distrusted(trusted)
  if redis.call('EXISTS', trusted) == 0 then
    return redis.error_reply('MEMORYLOST the shard has to be held against the archive first')
  end
  return nil
end
