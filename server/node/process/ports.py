"""Ports of a node, which are taken when it begins to start, and refuse connections until it has started.

A port that listened meanwhile would keep clients waiting for as long as a node waits for its stores, while
the other nodes have room. After a refusal clients and balancers try another node at once (0100).
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from aiohttp import web

from server.settings import SettingsError


@dataclass(frozen=True, slots=True)
class Port:
    """A port that is taken, and the names of its settings."""

    settings: str
    socket: socket.socket

    async def listen(self, runner: web.BaseRunner, *, backlog: int) -> web.SockSite:
        """Accept connections, of which `backlog` may wait; raises SettingsError.

        Two nodes can take the same port as long as neither listens.
        """
        site = web.SockSite(runner, self.socket, backlog=backlog)
        host, port = self.socket.getsockname()
        try:
            await site.start()
        except OSError as error:
            raise _unusable(self.settings, host, port, error) from None
        return site


@contextmanager
def taken(settings: str, host: str, port: int) -> Iterator[Port]:
    """Take a port until the end; raises SettingsError with the names of its `settings`."""
    with socket.socket() as bound:
        # The last connections of an earlier node may still be ending.
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, port))
        except OSError as error:
            raise _unusable(settings, host, port, error) from None
        yield Port(settings, bound)


def _unusable(settings: str, host: str, port: int, error: OSError) -> SettingsError:
    return SettingsError(f"{settings}: cannot listen on {host}:{port}: {error.strerror}")
