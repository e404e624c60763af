"""A rolling restart of a cluster's nodes under load, as `make bench-rolling` runs it.

__main__    runs a cluster, loads it, restarts its nodes one after the other, and publishes
clients     sockets that come back as the SDKs do, and bids that are sent once more
load        the bids of a run, at a fixed rate
findings    what the clients have found, as a table and as broken promises
"""
