"""The Lua scripts of the hot state, by name, and the one way to run them.

Each script that reads or writes items first checks that the shard is trusted (0110), so a Redis that
does not know a script is simply sent its text.
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from functools import cache, partial
from hashlib import sha1
from pathlib import Path
from typing import Any

from redis import ConnectionError as RedisConnectionError
from redis import RedisError, ResponseError
from redis.asyncio import Redis
from redis.exceptions import (
    NoScriptError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisClusterException,
)

from server.histogram import SHORT_SECONDS, Histogram
from server.tracing.calls import note_call

_PARTS = {
    "acquire": ("clock", "service", "trust", "lock", "exposure", "decided"),
    "commit": ("trust", "lock", "exposure", "decided"),
    "read": ("clock", "trust"),
    "due": ("clock", "service", "trust"),
    "correct_clock": (),
    "era": ("trust",),
    "take_lease": ("trust",),
    "begin_era": ("trust",),
    "prove_service": ("trust",),
    "end_sweep": ("trust",),
    "lock_items": ("trust", "lock"),
    "holds": ("trust",),
    "restore": ("trust", "lock", "exposure"),
    "check_items": ("trust", "lock"),
    "fill_receipts": (),
    "set_exposure": ("exposure",),
    "replicate": ("trust",),
}
"""The functions in `parts` that each script is built with. The script itself comes last."""


class HotStateUntrusted(RedisError):  # noqa: N818 - a state of the world, not a fault of the program
    """Redis may lack events that were committed. Nothing was read or written."""


class HotStateReadOnly(RedisError):  # noqa: N818 - likewise
    """Redis answers and refuses every write. The message is a reason in plain words."""


class NotReplicatedError(RedisError):
    """No replica has confirmed the latest writes in time."""


class LocksLostError(RedisError):
    """The locks of items have expired while they were restored."""


class Scripts:
    """The scripts on one Redis."""

    def __init__(self, redis: Redis, *, untrusted: Callable[[], None] = lambda: None) -> None:
        """`untrusted` is called whenever a call fails because the hot state is untrusted."""
        self._redis = redis
        self._untrusted = untrusted
        self.answered_s = {name: Histogram(SHORT_SECONDS) for name in _PARTS}
        """Seconds from a call to its reply, by script."""
        self.failed = dict.fromkeys(_PARTS, 0)
        """Calls without a reply, or with an error, by script."""

    async def run(self, name: str, keys: Sequence[str], args: Sequence[Any]) -> Any:
        """Run a script; raises HotStateUntrusted, or another `redis.RedisError`."""
        return await self._measured(name, partial(self._call, keys, args))

    async def run_and_wait(
        self, name: str, keys: Sequence[str], *, wait_ms: int
    ) -> tuple[Any, int]:
        """Run a script; return its reply, and the number of replicas that have its writes.

        If none has them, one is waited for, for up to `wait_ms`. Raises as `run` does.
        """
        reply, replicas = await self._measured(name, partial(self._call_and_wait, keys, wait_ms))
        return reply, replicas

    async def _measured(self, name: str, call: Callable[[str, str], Awaitable[Any]]) -> Any:
        began = time.monotonic()
        try:
            reply = await self._run(name, call)
        except RedisError:
            self.failed[name] += 1
            raise
        ended = time.monotonic()
        self.answered_s[name].add(ended - began)
        note_call(name, began, ended)
        return reply

    async def _run(self, name: str, call: Callable[[str, str], Awaitable[Any]]) -> Any:
        try:
            try:
                return await call("evalsha", _sha(name))
            except NoScriptError:
                # Redis has not run the script, and keeps the text that it is sent.
                return await call("eval", _text(name))
        except RedisClusterException as error:
            # 0121: a cluster without a primary for the shard raises it, and it is no RedisError.
            raise RedisConnectionError(str(error)) from error
        except ResponseError as error:
            if not str(error).startswith("UNTRUSTED"):
                raise
            self._untrusted()
            raise HotStateUntrusted(str(error)) from None

    async def _call(
        self, keys: Sequence[str], args: Sequence[Any], command: str, script: str
    ) -> Any:
        return await getattr(self._redis, command)(script, len(keys), *keys, *args)

    async def _call_and_wait(
        self, keys: Sequence[str], wait_ms: int, command: str, script: str
    ) -> list[Any]:
        """Send a script and WAIT at once on one connection, because WAIT counts that one's writes."""
        redis: Any = self._redis
        server = {}
        if hasattr(redis, "get_node_from_key"):
            await redis.initialize()
            server = {"target_nodes": redis.get_node_from_key(keys[0])}
        pipeline = redis.pipeline(transaction=False)
        pipeline.execute_command(command.upper(), script, len(keys), *keys, **server)
        pipeline.execute_command("WAIT", 1, wait_ms, **server)
        replies: list[Any] = await pipeline.execute(raise_on_error=False)
        for reply in replies:
            if isinstance(reply, Exception):
                raise reply
        return replies


def is_refusal_of_writes(error: RedisError) -> bool:
    """Return whether Redis has refused a script at its first write, so that nothing was written."""
    if isinstance(error, OutOfMemoryError | ReadOnlyError):
        return True
    return isinstance(error, ResponseError) and str(error).startswith(("MISCONF", "NOREPLICAS"))


def refusal_of_writes(error: ResponseError) -> str:
    """Say in plain words why Redis refused a write."""
    if isinstance(error, OutOfMemoryError):
        return "Redis has reached its maxmemory"
    if isinstance(error, ReadOnlyError):
        return "Redis is a read-only replica"
    if str(error).startswith("MISCONF"):
        return "Redis can't write its files"
    if str(error).startswith("NOREPLICAS"):
        return "Redis has too few replicas"
    return "Redis refuses writes"


@cache
def _text(name: str) -> str:
    return "\n".join(_file(each).read_text() for each in (*_PARTS[name], name))


def _file(name: str) -> Path:
    """Return the one file of this name in the folders of scripts and of their parts."""
    (found,) = Path(__file__).with_name("lua").glob(f"*/{name}.lua")
    return found


@cache
def _sha(name: str) -> str:
    return sha1(_text(name).encode(), usedforsecurity=False).hexdigest()
