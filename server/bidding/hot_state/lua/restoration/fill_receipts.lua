-- Adds receipts of older bids to a restored item. Receipts that Redis has are newer, and are kept.
--
-- KEYS   item, receipts, unfilled        (all in one slot)
-- ARGV   item_id, epoch in which the item was restored, kept_s ('' for a live item),
--        done ('1' with the last piece), (bid_id, receipt) * n
-- Reply  1 | 0 the item has been restored again since, and nothing was written

local item, receipts, unfilled = KEYS[1], KEYS[2], KEYS[3]
local item_id, epoch, kept_s, done = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

if redis.call('HGET', item, 'epoch') ~= epoch then
  return 0
end
for at = 5, #ARGV, 2 do
  redis.call('HSETNX', receipts, ARGV[at], ARGV[at + 1])
end
if kept_s ~= '' then
  redis.call('EXPIRE', receipts, kept_s)
end
if done == '1' then
  redis.call('HDEL', item, 'receipts_after')
  redis.call('SREM', unfilled, item_id)
end
return 1
