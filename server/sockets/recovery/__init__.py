"""Recovery of a connection's state when its client comes back.

sessions  the items that each socket watches, and the last event of each that it has certainly received
sales     the sales that each socket watches, and the messages that it missed of them
recovery  puts a returning socket back in its rooms and sends it the messages that it missed
lost_bids notifies users of bids that were lost in a failure
"""
