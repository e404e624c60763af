-- Marks items that have been restored as checked, all in one step, and wakes the nodes that wait for them.
--
-- KEYS   trusted, then per item: lock, line, item        (all in one slot)
-- ARGV   era, kept_ms, wake_channel, then per item: item_id, epoch
-- Reply  1 | 0 an item has begun another epoch since, and none was marked
-- Error  UNTRUSTED, also if another era has begun

local refusal, era = untrusted(KEYS[1])
if refusal or era ~= ARGV[1] then
  return refusal or redis.error_reply('UNTRUSTED another era has begun')
end

local woken = {}

for number = 1, (#KEYS - 1) / 3 do
  if redis.call('HGET', KEYS[3 * number + 1], 'epoch') ~= ARGV[2 * number + 3] then
    return 0
  end
end
for number = 1, (#KEYS - 1) / 3 do
  local lock, line, item = unpack(KEYS, 3 * number - 1, 3 * number + 1)
  redis.call('HSET', item, 'era', era)
  if not redis.call('GET', lock) then
    local next = release_lock(lock, line, '', false, ARGV[2])
    if next then
      woken[next] = woken[next] or {}
      table.insert(woken[next], {ARGV[2 * number + 2], 0, '', ''})
    end
  end
end

wake_nodes(ARGV[3], woken)
return 1
