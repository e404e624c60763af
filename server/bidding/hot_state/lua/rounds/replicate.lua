-- Writes a key without meaning, for replicas alone, so that the append-only file needs no fsync for it.
-- A replica that has this write has every earlier one. WAIT, sent behind this script, returns how many
-- replicas have it (0212).
--
-- KEYS   trusted, replicated (in one slot)
-- Reply  the shard's era
-- Error  UNTRUSTED

local refusal, era = untrusted(KEYS[1])
if refusal then
  return refusal
end
redis.set_repl(redis.REPL_REPLICA)
redis.call('SET', KEYS[2], '')
return era
