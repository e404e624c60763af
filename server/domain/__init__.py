"""The auction rules as pure functions on frozen values: no I/O, no asyncio, no clock, no randomness.

types       ids, amounts, moments, statuses and people
auction     a sale
admission/  the demands of a sale on its bidders, and the standing of each
listings/   an item as it was put up, its parts, and the checks on them
item        an item's state
commands/   requests to change an item
events      facts about an item
charges/    the fees and taxes that winners owe
rejection   refusals, with their codes
decide      a state and a command give events or a rejection
evolve      a state and an event give the next state
placing/    the decision on a bid, and bids that are left before the opening
running/    the moves of the auctioneer and of time
history/    a check of whole histories, event by event
view/       the public view of a state
lifecycle   the moves between statuses, as a table
retraction  the retraction of bids
formats/    the rules of each auction format
"""
