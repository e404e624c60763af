"""The Lua scripts of the hot state, by name, and the one way to run them.

A Redis that doesn't know a script has not been met since it started: what it remembers may be older
than what it once answered. So a script is never loaded on the way of a call. The call fails with
`HotStateUntrusted`, and `memory` loads the scripts once that Redis is being held against the archive.
"""

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha1
from pathlib import Path
from typing import Any

from redis import RedisError, ResponseError
from redis.asyncio import Redis
from redis.exceptions import NoScriptError

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
"""The functions that each script is built with; a script's own file comes last."""
_LOADED = ("acquire", "commit", "read", "due")


class HotStateUntrusted(RedisError):  # noqa: N818 - a state of the world, not a fault of the program
    """Redis may not remember all that was committed. Nothing was read or written."""


class Scripts:
    """The scripts on one Redis; `lost` is called whenever it turns out not to be trustworthy."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self.lost: Callable[[], None] = lambda: None

    async def run(self, name: str, keys: Sequence[str], args: Sequence[Any]) -> list[Any]:
        """Run a script; raises HotStateUntrusted, or another `redis.RedisError`."""
        try:
            reply: list[Any] = await self._redis.evalsha(_sha(name), len(keys), *keys, *args)
        except NoScriptError:
            self.lost()
            raise HotStateUntrusted(f"Redis does not know the script {name}") from None
        except ResponseError as error:
            if not str(error).startswith("MEMORYLOST"):
                raise
            self.lost()
            raise HotStateUntrusted(str(error)) from None
        return reply

    async def run_unloaded(self, name: str, keys: Sequence[str], args: Sequence[Any]) -> list[Any]:
        """Run a script that Redis need not know yet: those that `memory` works with."""
        reply: list[Any] = await self._redis.eval(_text(name), len(keys), *keys, *args)
        return reply

    async def are_loaded(self) -> bool:
        """Tell whether Redis knows every script."""
        return all(await self._redis.script_exists(*map(_sha, _LOADED)))

    async def load(self) -> None:
        """Have Redis know every script."""
        for name in _LOADED:
            await self._redis.script_load(_text(name))


@cache
def _text(name: str) -> str:
    folder = Path(__file__).with_name("lua")
    return "\n".join((folder / f"{part}.lua").read_text() for part in (*_PARTS[name], name))


@cache
def _sha(name: str) -> str:
    return sha1(_text(name).encode(), usedforsecurity=False).hexdigest()
