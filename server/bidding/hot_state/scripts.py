"""The Lua scripts of the hot state, by name, and the one way to run them.

0050: a Redis that does not know a script has restarted or is another one, so it may lack events that
were once confirmed. A script is therefore never loaded on the way of a call. The call fails with
`HotStateUntrusted`, and the restorer loads the scripts before it compares Redis with the archive.
"""

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha1
from pathlib import Path
from typing import Any

from redis import RedisError, ResponseError
from redis.asyncio import Redis
from redis.exceptions import NoScriptError, OutOfMemoryError, ReadOnlyError

_PARTS = {
    "acquire": ("clock", "trust", "lock"),
    "commit": ("lock", "exposure"),
    "read": ("clock", "trust"),
    "due": ("clock", "trust"),
    "lease": (),
    "lock_items": ("lock",),
    "restore": ("lock", "exposure"),
    "set_exposure": ("exposure",),
}
"""The files of functions that each script is built with. The script's own file comes last."""
_LOADED = ("acquire", "commit", "read", "due")


class HotStateUntrusted(RedisError):  # noqa: N818 - a state of the world, not a fault of the program
    """Redis may lack events that were committed. Nothing was read or written."""


class HotStateReadOnly(RedisError):  # noqa: N818 - likewise
    """Redis answers and refuses every write. The message is a reason in plain words."""


class Scripts:
    """The scripts on one Redis."""

    def __init__(self, redis: Redis, *, untrusted: Callable[[], None] = lambda: None) -> None:
        """`untrusted` is called whenever a call fails because the hot state is untrusted."""
        self._redis = redis
        self._untrusted = untrusted

    async def run(self, name: str, keys: Sequence[str], args: Sequence[Any]) -> list[Any]:
        """Run a script; raises HotStateUntrusted, or another `redis.RedisError`."""
        try:
            reply: list[Any] = await self._redis.evalsha(_sha(name), len(keys), *keys, *args)
        except NoScriptError:
            self._untrusted()
            raise HotStateUntrusted(f"Redis does not know the script {name}") from None
        except ResponseError as error:
            if not str(error).startswith("UNTRUSTED"):
                raise
            self._untrusted()
            raise HotStateUntrusted(str(error)) from None
        return reply

    async def run_unloaded(self, name: str, keys: Sequence[str], args: Sequence[Any]) -> list[Any]:
        """Run a script that Redis need not know yet, as restoration does."""
        reply: list[Any] = await self._redis.eval(_text(name), len(keys), *keys, *args)
        return reply

    async def are_loaded(self) -> bool:
        """Tell whether Redis knows every script."""
        return all(await self._redis.script_exists(*map(_sha, _LOADED)))

    async def load(self) -> None:
        """Load every script into Redis."""
        for name in _LOADED:
            await self._redis.script_load(_text(name))


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
    folder = Path(__file__).with_name("lua")
    return "\n".join((folder / f"{part}.lua").read_text() for part in (*_PARTS[name], name))


@cache
def _sha(name: str) -> str:
    return sha1(_text(name).encode(), usedforsecurity=False).hexdigest()
