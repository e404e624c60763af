-- Sets users' exposures for items of one auction.
--
-- KEYS   exposures
-- ARGV   (item_id, user_id, amount) * n
-- Reply  {}

for at = 1, #ARGV, 3 do
  set_exposure(KEYS[1], ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2]))
end

return {}
