"""The messages of those who run a sale.

running  their commands on items, and the bids that clerks enter
clerks   clerks and paddles of a sale, and notices to it
"""
