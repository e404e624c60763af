"""The hot state: items in Redis, changed under their locks and read without.

hot_state         the calls of a node: acquire, commit, read, due
reads             reads of items without their locks
arguments         settlements and rebuilt items as arguments of the scripts
replies           requests and replies of the calls, as values
known_items       the states that this node knows, and may guess on
known_listings    their listings, which Redis need not send again
scripts           the Lua scripts in `lua/rounds` and `lua/restoration`, and the one way to run them
timed_scripts     those that use time, which goes on when Redis' clock jumps
keys              names of Redis keys, and the shard that an id lives in
service           the outages of the shards, and whether a node decides bids
clock             an estimate of Redis' clock
admissions        bidders that an auctioneer has approved, their limits and their exposure
restoration_port  the restoration as the hot state asks for it
"""
