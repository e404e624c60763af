"""Replication: with `AUCTION_DURABILITY=replicated` commands are answered once a replica has them (0212).

replication        asks Redis whether a replica has the latest writes; many rounds share an answer
replicated_rounds  rounds that end once a replica has their writes
replicated_reads   reads that return states which a replica or the archive has (0215)
"""
