"""The faults, each a function that makes one happen and returns once stores and nodes are whole again.

on_nodes      faults of nodes
on_redis      faults of Redis and of the network before it
on_archive    faults of PostgreSQL and of the network before it
on_replicas   faults where answers wait for a replica
on_clients    faults of clients: bids sent many times, ids used twice, storms
on_machines   full disks and wrong clocks
failovers     failovers of Sentinel and of a cluster
"""
