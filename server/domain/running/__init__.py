"""Running an item: the moves of those who run a sale, and those that time makes.

moves     the commands of those who run a sale
entering  the checks on a bid that a clerk enters
asking    the asking price
outcomes  passing, selling below the reserve, reopening
awards    the award to the underbidder
voiding   taking a bid out
blocking  blocks of bidders
editing   amendments of the listing, and deletions
due       opening and closing, at their time or on a command
bid_effects  the state after a bid, or after bids were removed
effects   the state after outcomes, asking prices and notices
sale_acts acts on a whole sale, as each item carries them out
shifts    the shifts that make up for outages, and those to the end of a group
"""
