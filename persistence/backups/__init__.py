"""Backup and restore of the stores. PostgreSQL has the record, and Redis is filled from it.

programs  runs PostgreSQL's own programs
restore   puts a backup in the place of all that the stores have
"""
