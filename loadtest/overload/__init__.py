"""A node at ten times the load that it can take, as `make bench-overload` runs it.

__main__    the runs, and the table that they publish
report      the figures of the runs, and the bounds that they should keep
"""
