"""The sockets of the simulation: the product's own Socket.IO face and the Python SDK, over a model of TCP.

tcp      connections between clients and nodes, which can be stalled and reset
client   the SDK's Socket.IO client on such a connection
screens  watchers with the SDK's view of each item, and the checks of what they show
"""
