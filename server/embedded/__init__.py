"""A private Valkey and PostgreSQL for a node that was given no store addresses.

Real servers from wheels (or from PATH) are started as children of the node and stopped with it. They
listen on unix sockets in a private directory. Each store is an async context manager that yields the
address to connect to; its data stays in the data directory, which has one owner at a time:

    async with embedded_valkey(data_dir) as redis_url, embedded_postgres(data_dir) as dsn:
        ...

The modules:

    valkey      the embedded Valkey
    postgres    the embedded PostgreSQL
    cluster     PostgreSQL's files: made on the first start, checked on every later one
    binaries    finds the servers
    paths       the paths of data, locks and sockets
    account     the account that PostgreSQL runs as
    process     supervises one child process
    reasons     why a store has died, in words
    launch      the step between fork and exec
    leftover    ends the child of a node that was killed
    errors      the one error of this package
"""

from server.embedded.errors import EmbeddedError
from server.embedded.postgres import embedded_postgres
from server.embedded.process import Condition
from server.embedded.valkey import embedded_valkey

__all__ = ["Condition", "EmbeddedError", "embedded_postgres", "embedded_valkey"]
