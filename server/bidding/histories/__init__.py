"""Item histories, as retractions need them.

histories     retractions that need an item's whole history
"""
