"""Persistence: the journal in Redis is written behind to the archive in PostgreSQL, and read back from it.

journal       reads the journal's streams as a member of a consumer group
queue         the asyncio queue between the journal's readers and the writer
backlog       the journal's length, and its limit
connecting/   connections whose borrowers never wait long for a silent server, and its breaker
writing/      writes journal entries: the writer, and the handling of conflicts
rows          the archive's rows, made of events and standings
archive       the archive as the server asks for it; also writes sales, users and admissions
sales/        the records of sales besides the items' events
snapshots     rebuilds items from their latest snapshots and the events since
epochs        begins an item's new epoch after Redis may have lost events
verify        checks the rows against a replay of the events
replay/       decides the archive again, by this version or by another
migrate       brings the schema up to date, from migrations/
backups/      backup and restore
queries       the statements in sql/, by name
__main__      the command line: migrate, run, verify, replay, backup, restore
"""
