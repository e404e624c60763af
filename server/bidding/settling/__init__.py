"""Deciding a round, pure: an item's waiting commands become events, answers and receipts."""
