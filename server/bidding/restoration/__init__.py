"""Restoration of a hot state that may lack committed events, from the archive.

restorer             the task that restores shards, and single items that are missing
untrusted_hot_state  the calls of Redis that restoration makes, trusted or not
high_water_marks     the events that this node saw committed, as evidence against Redis
"""
