"""The metrics of a running node: each part's counters, under the names that operators see.

sources    all of them, in the order in which they are shown
bidding    the floor, its calls of Redis, the clock, and losses
archiving  the journal, the archive behind it, and webhooks
sockets    sockets, rooms, broadcasts and the feeds of sales
process    HTTP requests, the event loop, background tasks, and the node itself
"""
