"""Settling: what a bid would cost, the results of a sale, and the statements of its bidders.

quotes   the cost of a bid before it is placed
results  the results of a sale for the house, and the statements of bidders
"""
