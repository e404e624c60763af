-- Reads the era of a shard.
--
-- KEYS   trusted
-- Reply  {era, swept}: 1 if all its live items have been checked, otherwise 0
-- Error  UNTRUSTED

local refusal, era, swept = untrusted(KEYS[1])
if refusal then
  return refusal
end
return {era, swept and 1 or 0}
