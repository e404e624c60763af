"""Admission to a sale: its demands on its bidders, and the standing of each.

bidder_rules  the demands of a sale on its bidders
sale_bidder   a bidder of a sale, and the changes of their standing
"""
