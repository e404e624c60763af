"""Recovery of a connection's state when its client comes back.

sessions  which items each socket watches and what it has certainly received, kept in Redis
sales     the sales of a session: which a socket watches, and what it missed of them
recovery  puts a returning socket back in its rooms and sends it what it missed
lost_bids notifies users of bids that were lost in a failure
"""
