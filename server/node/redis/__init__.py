"""Clients of Redis.

client        clients by URL: of one server, of one behind Sentinel, or of a cluster
multiplexing  a client whose scripts and messages share one connection
reliable      connections whose transport fails with a RedisError only
listening     subscribers, each with a connection of its own
stream        a connection that redis-py has made and hiredis reads
"""
