"""The use cases of those who run a sale, besides the commands on its items.

clerks        the clerks of a sale, and the sales that somebody may run
paddles       the paddles of a sale, and the bids that clerks enter
entered_bids  the clerks who entered bids, for those who run the sale
sale_notices  notices to a whole sale
"""
