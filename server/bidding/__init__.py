"""Bidding: the floor settles commands in rounds under each item's Redis lock; the hot state lives here."""
