"""Traces of the bidding path.

traced_rounds  rounds that record the stages of traced bids
"""
