-- Sets users' exposures for items of one auction that have ended, and clears the items' other exposures.
--
-- KEYS   exposures
-- ARGV   per item: item_id, n, (user_id, amount) * n
-- Reply  {}

local at = 1
while at <= #ARGV do
  local item_id, n = ARGV[at], tonumber(ARGV[at + 1])
  clear_exposures(KEYS[1], item_id)
  for user = at + 2, at + 2 * n, 2 do
    set_exposure(KEYS[1], item_id, ARGV[user], tonumber(ARGV[user + 1]))
  end
  at = at + 2 + 2 * n
end

return {}
