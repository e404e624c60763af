"""Clients of Redis.

client        clients by URL: of one server, of one behind Sentinel, or of a cluster
multiplexing  a client whose scripts share one connection
"""
