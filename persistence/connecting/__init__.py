"""Connections to PostgreSQL, whose borrowers never wait long for a server that does not answer (0124).

guarded_pool  lends connections, and fails at once while PostgreSQL is known not to answer
breaker       is open while PostgreSQL does not answer, and probes it
calls         the calls under way; ends those that PostgreSQL has no answer to any more
connections   borrows and gives back, without a wait for a silent server
"""
