"""Recovery of a connection's state when its client comes back.

sessions  which items each socket watches and what it has certainly received, kept in Redis
recovery  puts a returning socket back in its rooms and sends it what it missed
lost_bids notifies users of bids that were lost in a failure
"""
