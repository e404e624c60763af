"""Running an item: the auctioneer's moves, and those that time makes.

moves     the auctioneer's commands
blocking  blocks of bidders
editing   amendments of the listing, and deletions
due       opening and closing, at their time or on a command
"""
