"""Connections to the stores.

connect        opens the configured stores, or a private Valkey and PostgreSQL
waiting        waits at the start for stores that do not answer
durability     how Redis keeps an answered bid, as far as it says so
archive_start  the key of the handles and the check of the schema, also where PostgreSQL is away
"""
