"""Replication: with `AUCTION_DURABILITY=replicated` commands are answered once a replica has them (0212).

replication        asks Redis whether a replica has what was written; many rounds share an answer
replicated_rounds  rounds that end once a replica has what they have written
replicated_reads   reads that return what a replica or the archive has (0215)
"""
