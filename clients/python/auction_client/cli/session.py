"""The surroundings of a command: its options, its server, the user's token, and its output."""

import asyncio
import time
from argparse import Namespace
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from auction_client.auction_client import AuctionClient
from auction_client.cli.logins import Login, LoginFile
from auction_client.cli.output import Output
from auction_client.connecting.silence import SILENT_AFTER_S
from auction_client.errors import WrongUsage
from auction_client.messages import Item
from auction_client.rest import AuctionRest

DEFAULT_URL = "http://127.0.0.1:8080"


class Session:
    """One run of a command."""

    def __init__(self, options: Namespace, out: Output, logins: LoginFile) -> None:
        self.options = options
        self.out = out
        self.logins = logins
        known = logins.read() if options.url is None or options.token is None else None
        usual = (known.server if known else None) or DEFAULT_URL
        self.url: str = (usual if options.url is None else options.url).rstrip("/")
        self.login: Login | None = None
        if options.token is None and known is not None:
            self.login = known.logins.get(self.url)
        self.token: str | None = options.token or (self.login.token if self.login else None)
        self.currency: str | None = None
        """The currency of the amounts in a refusal, once it is known."""
        self._answered: Callable[[], None] = lambda: None

    def require_token(self) -> str:
        """Return the user's token; raises WrongUsage."""
        if not self.token:
            raise WrongUsage(
                "you are not logged in: `auction join NAME`, `auction login`, or give --token"
            )
        return self.token

    @property
    def me(self) -> str | None:
        """The handle of the user, if they are logged in; it is unknown for a token that was given."""
        return self.login.handle if self.login else None

    def use(self, login: Login) -> None:
        """Act for the user of a login from now on."""
        self.login, self.token = login, login.token

    def answered(self) -> None:
        """Note that the server answers, so that its silence is not announced."""
        self._answered()

    @asynccontextmanager
    async def rest(self) -> AsyncIterator[AuctionRest]:
        """Open the HTTP routes; a silent server is announced."""
        async with AuctionRest(self.url, self.token) as rest:
            with self._noticing_silence(lambda: rest.last_message_at):
                yield rest

    @asynccontextmanager
    async def client(self) -> AsyncIterator[AuctionClient]:
        """Open a connection; a silent server is announced."""
        client = AuctionClient(self.url, self.token)
        with self._noticing_silence(lambda: client.last_message_at):
            async with client:
                yield client

    async def item(self, rest: AuctionRest, item_id: str) -> Item:
        """Read an item, and remember its currency for the amounts of a refusal."""
        item = await rest.item(item_id)
        self.currency = item.currency
        return item

    @contextmanager
    def _noticing_silence(self, last_message_at: Callable[[], float]) -> Iterator[None]:
        """Announce once that the server has not been heard from for three seconds."""
        loop, began = asyncio.get_running_loop(), time.time()
        timer: asyncio.TimerHandle

        def check() -> None:
            nonlocal timer
            quiet_s = time.time() - max(began, last_message_at())
            if quiet_s >= SILENT_AFTER_S:
                self.out.note(f"no answer from {self.url} for 3 seconds; still waiting")
            else:
                timer = loop.call_later(SILENT_AFTER_S - quiet_s, check)

        timer = loop.call_later(SILENT_AFTER_S, check)

        def stop() -> None:
            timer.cancel()

        self._answered = stop
        try:
            yield
        finally:
            stop()
