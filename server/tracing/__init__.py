"""Traces of bids, from the arrival at a node to the archive. Every package may import this room.

spans   a span, and the ids that every node derives from a bid
traces  the choice of the bids that are traced, and the spans of a bid's stages
calls   the calls of Redis that a task makes
"""
