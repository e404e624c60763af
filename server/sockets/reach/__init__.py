"""The reach of an item: the watchers that certainly have its present state.

arrivals  the sockets whose `watch` is not answered yet
probes    pings to the sockets of a room here, and how many have answered
meter     asks all nodes, and sums what they report
"""
