"""Settling: the cost of bids, the results of a sale, the statements of its bidders, and webhooks.

quotes          the cost of a bid before it is placed
results         the results of a sale for the house, and the statements of bidders
owned_webhooks  webhooks as their owners set them up
"""
