-- Returns whether a round still holds the locks of items, in the era in which it took them (0233).
--
-- KEYS   trusted, then per item: lock        (all in one slot)
-- ARGV   token, era
-- Reply  1 | 0
-- Error  UNTRUSTED

local refusal, era = untrusted(KEYS[1])
if refusal then
  return refusal
end
for key = 2, #KEYS do
  if redis.call('GET', KEYS[key]) ~= ARGV[1] then
    return 0
  end
end
return era == ARGV[2] and 1 or 0
