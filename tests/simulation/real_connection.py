"""The connection of a simulation to the real PostgreSQL that runs its SQL."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import asyncpg


class RealConnection:
    """A connection to a real server. Its loop runs while the simulation's stands still."""

    def __init__(self, url: str) -> None:
        self._loop = asyncio.new_event_loop()
        # The machine of a simulation never loses its power.
        settings = {
            "synchronous_commit": "off",
            "search_path": "simulated, pg_catalog, public",
            "simulated.now": "0",
        }
        self._connection: Any = self._wait(asyncpg.connect(url, server_settings=settings))

    def call(self, method: str, *args: Any, **options: Any) -> Any:
        """Call a method of the connection; raises what asyncpg raises."""
        return self._wait(getattr(self._connection, method)(*args, **options))

    def close(self) -> None:
        """Close the connection."""
        self._wait(self._connection.close())
        self._loop.close()

    def _wait(self, call: Coroutine[Any, Any, Any]) -> Any:
        # 0222: a thread beside the simulation's would allocate memory at random moments.
        outer = asyncio._get_running_loop()
        asyncio._set_running_loop(None)
        try:
            return self._loop.run_until_complete(call)
        finally:
            asyncio._set_running_loop(outer)
