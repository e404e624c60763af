"""Persistence: the journal is written behind to PostgreSQL, the archive, and read back from it."""
