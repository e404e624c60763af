"""A private Valkey and PostgreSQL for a node that was given no store addresses.

Real servers from wheels (or from PATH), started as children of the node, reached by unix sockets
in a private directory, and stopped with it. Each store is an async context manager that yields the
address to connect to; its data outlives it in the data directory. One owner per data directory:

    async with embedded_valkey(data_dir) as redis_url, embedded_postgres(data_dir) as dsn:
        ...

What lives where: `binaries` finds the servers, `places` says where data, locks and sockets are,
`account` as whom they run, `launch` is the step between fork and exec, `process` supervises one
child, `leftover` ends the child of a node that was killed, `valkey` and `postgres` put it together.
"""

from server.embedded.errors import EmbeddedError
from server.embedded.postgres import embedded_postgres
from server.embedded.valkey import embedded_valkey

__all__ = ["EmbeddedError", "embedded_postgres", "embedded_valkey"]
