"""Broadcasts: what a commit becomes for the sockets of a room, on every node."""
