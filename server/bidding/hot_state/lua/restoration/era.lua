-- Reads the era of a shard.
--
-- KEYS   trusted, unfilled        (both in one slot)
-- Reply  {era, swept, filled}: swept is 1 if all its live items have been checked, otherwise 0;
--        filled is 1 if no restored item lacks receipts of older bids, otherwise 0
-- Error  UNTRUSTED

local refusal, era, swept = untrusted(KEYS[1])
if refusal then
  return refusal
end
return {era, swept and 1 or 0, 1 - redis.call('EXISTS', KEYS[2])}
