"""A subscription to one Redis pub/sub channel that notices when it does not carry, and is made again.

A leaf of the house: everything may use it, it uses `tasks`, `backoff` and `outage` only.

0122: A connection may be dead without a sign, and a server that answers may no longer be the one that
others publish to. So the subscriber publishes a probe to its own channel every PROBE_INTERVAL_S. Without a
probe that has come back for SILENT_AFTER_S it subscribes on another connection, and at once if Redis does
not answer a probe in time: then both connections may be dead.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from redis import RedisError
from redis import TimeoutError as RedisTimeoutError
from redis.asyncio import Redis

from server.backoff import Backoff
from server.outage import Outage
from server.tasks import cancelled, repeating

log = structlog.get_logger(__name__)

POLL_S = 1.0
"""How long one wait for a message lasts; the client's reply timeout must be longer."""
PROBE_INTERVAL_S = 1.0
SILENT_AFTER_S = 3.0
RETRY_MS_MAX = 1_000


class SubscriptionSilentError(Exception):
    """Nothing arrives through the subscription."""


class Subscription:
    """One channel, read by one task and probed by another."""

    def __init__(
        self, name: str, channel: str, *, publishing: Redis, listening: Redis, probe: bytes
    ) -> None:
        """Hold the subscription that logs and metrics call `name`.

        `publishing` sends the probes. `listening` may wait for longer than POLL_S for a reply. `probe` is a
        message that no other subscriber of the channel sends; it isn't passed on.
        """
        self.name = name
        self.connects = 0
        """How often Redis has confirmed the subscription."""
        self._channel = channel
        self._publishing = publishing
        self._listening = listening
        self._probe = probe
        self._outage = Outage("subscription_lost", "subscription_restored", subscription=name)
        self._backoff = Backoff(longest_ms=RETRY_MS_MAX)
        self._proved_at = float("-inf")
        self._carried_at = time.monotonic()
        self._tried = asyncio.Event()

    @property
    def carries(self) -> bool:
        """Whether this subscriber receives the messages on the channel."""
        return not self._outage.under_way and self._receives()

    @property
    def silent_s(self) -> float:
        """Seconds since a message has last come through the subscription, or since it began."""
        return time.monotonic() - self._carried_at

    @property
    def outages(self) -> int:
        """How often the subscription has stopped carrying."""
        return self._outage.count

    @property
    def reconnects(self) -> int:
        """How often the subscription has been made again."""
        return max(self.connects - 1, 0)

    async def check(self) -> None:
        """Return if the subscription carries; raises SubscriptionSilentError."""
        if not self.carries:
            raise SubscriptionSilentError

    @asynccontextmanager
    async def running(
        self, receive: Callable[[bytes], None], resumed: Callable[[], None] = lambda: None
    ) -> AsyncIterator[None]:
        """Receive while inside, from the first moment on if Redis answers.

        `receive` gets each message's body. `resumed` is called whenever the subscription stands again,
        since messages that were published before may be lost. Neither may wait.
        """
        self._proved_at = time.monotonic()

        def listen() -> asyncio.Task[None]:
            keeping = self._keep_subscribed(receive, resumed)
            return asyncio.create_task(keeping, name=f"subscription-{self.name}")

        task = listen()

        async def prove() -> None:
            nonlocal task
            if not self._receives():
                self._outage.failed(reason="silent")
                await cancelled(task)
                self._proved_at = time.monotonic()
                self._tried.clear()
                task = listen()
                await self._tried.wait()
            if await self._send_probe():
                await asyncio.sleep(PROBE_INTERVAL_S)

        try:
            await self._tried.wait()
            async with repeating(prove, name=f"probe-{self.name}"):
                yield
        finally:
            await cancelled(task)

    def _receives(self) -> bool:
        return time.monotonic() - self._proved_at < SILENT_AFTER_S

    async def _send_probe(self) -> bool:
        """Send a probe; return False if the subscription has to be made again at once."""
        try:
            await self._publishing.publish(self._channel, self._probe)
        except RedisTimeoutError as error:
            self._outage.failed(reason=repr(error))
            self._proved_at = float("-inf")
            return False
        except RedisError as error:
            self._outage.failed(reason=repr(error))
        return True

    async def _keep_subscribed(
        self, receive: Callable[[bytes], None], resumed: Callable[[], None]
    ) -> None:
        while True:
            try:
                await self._listen(receive, resumed)
            except Exception as error:
                # Whatever it was: a node without its subscription would stay alive and learn of nothing.
                self._outage.failed(reason=repr(error))
            self._tried.set()
            await self._backoff.wait()

    async def _listen(self, receive: Callable[[bytes], None], resumed: Callable[[], None]) -> None:
        """Subscribe, and receive until the connection is lost."""
        pubsub = self._listening.pubsub()
        try:
            await pubsub.subscribe(self._channel)
            while True:
                message = await pubsub.get_message(timeout=POLL_S)
                if message is None:
                    continue
                if message["type"] == "subscribe":
                    self.connects += 1
                    resumed()
                    self._tried.set()
                elif message["type"] == "message":
                    self._take(message["data"], receive)
        finally:
            await pubsub.aclose()  # type: ignore[no-untyped-call]

    def _take(self, body: bytes, receive: Callable[[bytes], None]) -> None:
        """Pass a message on: one that cannot be read costs no other."""
        if body == self._probe:
            self._proved_at = self._carried_at = time.monotonic()
            self._backoff.reset()
            self._outage.succeeded()
            return
        try:
            receive(body)
        except Exception:
            log.exception("message_unreadable", channel=self._channel)
