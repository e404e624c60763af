"""Admission to a sale: what it asks of its bidders, and where each of them stands.

bidder_rules  what a sale asks of its bidders
sale_bidder   a bidder of a sale, and the changes of their standing
"""
