"""The reach of an item: the watchers that certainly have its present state.

arrivals  the sockets whose `watch` is not answered yet
probes    pings to the sockets of a room here, and the number of answers
meter     asks all nodes, and sums their reports
"""
