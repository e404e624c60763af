"""Lua scripts on the model's data, run by a real Lua 5.1."""

from collections.abc import Callable, Sequence
from hashlib import sha1
from typing import Any

from lupa import lua51
from redis import ResponseError

from tests.simulation.redis_model.values import Reply, Status

Call = Callable[..., Reply]


class LuaScripts:
    """The scripts that a server knows. `call` runs a command for them."""

    def __init__(self, call: Call) -> None:
        self._lua = lua51.LuaRuntime(encoding=None, register_eval=False)
        self._call = call
        self._known: dict[bytes, Any] = {}
        make = self._lua.eval(
            b"function(call) redis = {call = call,"
            b" error_reply = function(text) return {err = text} end,"
            b" status_reply = function(text) return {ok = text} end,"
            b" set_repl = function() end, REPL_REPLICA = 2} end"
        )
        make(self._called)

    def add(self, text: bytes) -> bytes:
        """Compile a script; return its hash."""
        sha = sha1(text, usedforsecurity=False).hexdigest().encode()
        if sha not in self._known:
            self._known[sha] = self._lua.compile(text)
        return sha

    def __contains__(self, sha: bytes) -> bool:
        return sha in self._known

    def run(self, sha: bytes, keys: Sequence[bytes], args: Sequence[bytes]) -> Reply:
        """Run a known script; raises ResponseError."""
        own = self._lua.globals()
        own[b"KEYS"] = self._lua.table_from(keys)
        own[b"ARGV"] = self._lua.table_from(args)
        try:
            return self._reply(self._known[sha]())
        except lua51.LuaError as error:
            raise ResponseError(f"ERR {error}") from error

    def _called(self, name: bytes, *args: Any) -> Any:
        return self._for_lua(self._call(name.decode(), *map(_argument, args)))

    def _for_lua(self, reply: Reply) -> Any:
        match reply:
            case None:
                return False
            case Status():
                return self._lua.table_from({b"ok": bytes(reply)})
            case list():
                return self._lua.table_from([self._for_lua(each) for each in reply])
            case _:
                return reply

    def _reply(self, value: Any) -> Reply:
        if value is None or value is False:
            return None
        if value is True:
            return 1
        if isinstance(value, int | float):
            return int(value)
        if isinstance(value, bytes):
            return value
        if value[b"err"] is not None:
            raise ResponseError(value[b"err"].decode())
        if value[b"ok"] is not None:
            return Status(value[b"ok"])
        replies: list[Reply] = []
        while (each := value[len(replies) + 1]) is not None:
            replies.append(self._reply(each))
        return replies


def _argument(value: Any) -> bytes:
    """Write an argument of a command as Redis does for scripts."""
    if isinstance(value, bytes):
        return value
    return b"%d" % value if isinstance(value, int) else b"%.17g" % value
