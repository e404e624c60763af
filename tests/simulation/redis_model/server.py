"""A server: its data and its file, subscribers, blocked readers, crashes and what they lose."""

import copy
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from redis import ResponseError
from redis.exceptions import NoScriptError

from tests.simulation.redis_model.commands import READS, Commands
from tests.simulation.redis_model.replica import Replica
from tests.simulation.redis_model.scripts import LuaScripts
from tests.simulation.redis_model.values import Reply

Answer = Callable[[Reply | Exception], None]
Receive = Callable[[bytes], None]

COPIED_AFTER = 4_000
"""Written commands after which the data is copied, so that the file does not grow without end."""
LOST_AT_MOST_S = 2.0
"""Older commands are never lost, so they need not be kept apart from the copy."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A command in the file, with the server's clock and the simulated time."""

    now_ms: int
    at_s: float
    command: tuple[bytes, ...]


@dataclass(eq=False, slots=True)
class _Blocked:
    """A reader that waits for an entry of a stream."""

    command: tuple[bytes, ...]
    answer: Answer


@dataclass(slots=True)
class _File:
    """What a restarted server reads: a copy of the data, and the commands after it."""

    copied: Commands
    commands: list[_Written] = field(default_factory=list)


class RedisServer:
    """One server. Its clock is the simulated time, `now_s`, and `clock_ms` added to it."""

    def __init__(self, now_s: Callable[[], float], random: Random, *, clock_ms: int) -> None:
        self.clock_ms = clock_ms
        self.running = True
        self.restarts = 0
        self.now_s = now_s
        self.replica: Replica | None = None
        self._random = random
        self._replaying_ms: int | None = None
        self._file = _File(Commands(self.now_ms))
        self._begin(Commands(self.now_ms))

    def copied(self, until_s: float) -> "RedisServer":
        """Return a replica that is promoted with all that was written up to a moment."""
        server = RedisServer(self.now_s, self._random, clock_ms=self.clock_ms)
        server._begin(server._read(self._file, until_s))
        server._file = _File(server._copied(server.data))
        return server

    def _begin(self, data: Commands) -> None:
        self.data = data
        self.replication_id = b"%040x" % self._random.getrandbits(160)
        self._scripts = LuaScripts(self._from_script)
        self._subscribers: dict[bytes, list[Receive]] = defaultdict(list)
        self._blocked: list[_Blocked] = []
        self._has_new_entries = False

    def now_ms(self) -> int:
        """Return the server's clock, in ms since the epoch."""
        if self._replaying_ms is not None:
            return self._replaying_ms
        return self.clock_ms + int(self.now_s() * 1000)

    def execute(self, command: tuple[bytes, ...], answer: Answer) -> None:
        """Run a client's command and answer it, a blocking one as soon as it has a reply."""
        try:
            reply = self._run(command)
        except ResponseError as error:
            answer(error)
            return
        if reply is None and command[0] == b"XREADGROUP" and b"BLOCK" in command:
            self._blocked.append(_Blocked(command, answer))
        else:
            answer(reply)
        if self._has_new_entries:
            self._has_new_entries = False
            self._serve_blocked()

    def stop_waiting(self, answer: Answer) -> bool:
        """Answer a blocked reader that nothing has come; return whether it was still blocked."""
        for each in self._blocked:
            if each.answer is answer:
                self._blocked.remove(each)
                answer(None)
                return True
        return False

    def subscribe(self, channel: bytes, receive: Receive) -> Callable[[], None]:
        """Pass a channel's messages on; return a function that ends it."""
        receivers = self._subscribers[channel]
        receivers.append(receive)
        return lambda: receivers.remove(receive) if receive in receivers else None

    def crash(self) -> None:
        """End the process: no client gets an answer or a message any more."""
        self.running = False
        self._blocked.clear()
        self._subscribers.clear()
        if self.replica is not None:
            self.replica.stop()

    def restart(self, *, lost_s: float = 0.0) -> None:
        """Start again from the file, without the commands of the last `lost_s` seconds."""
        kept_until = self.now_s() - lost_s
        data = self._read(self._file, kept_until)
        self._file.commands = [each for each in self._file.commands if each.at_s <= kept_until]
        self.running = True
        self.restarts += 1
        if self.replica is not None:
            self.replica.go_on()
        self._begin(data)

    def flush(self) -> None:
        """Lose everything, as an operator's mistake does."""
        self._file = _File(Commands(self.now_ms))
        self.data.data.clear()
        self.data.expires.clear()

    def _run(self, command: tuple[bytes, ...]) -> Reply:
        name = command[0].decode()
        match name:
            case "EVALSHA":
                if command[1] not in self._scripts:
                    raise NoScriptError("NOSCRIPT No matching script")
                return self._script(command[1], command[2:])
            case "EVAL":
                return self._script(self._scripts.add(command[1]), command[2:])
            case "PING":
                return b"PONG"
            case "CONFIG":
                return [b"appendonly", b"yes", b"appendfsync", b"always"]
            case _:
                return self._call(name, *command[1:])

    def _script(self, sha: bytes, rest: tuple[bytes, ...]) -> Reply:
        count = int(rest[0])
        return self._scripts.run(sha, rest[1 : 1 + count], rest[1 + count :])

    def _from_script(self, name: str, *args: bytes) -> Reply:
        if name == "INFO":
            return b"# Replication\r\nrole:master\r\nmaster_replid:%b\r\n" % self.replication_id
        return self._call(name, *args)

    def _call(self, name: str, *args: bytes) -> Reply:
        if name == "PUBLISH":
            return self._publish(*args)
        reply = self.data.call(name, *args)
        self._has_new_entries |= name == "XADD"
        if name not in READS:
            self._write((name.encode(), *args))
        return reply

    def _publish(self, channel: bytes, message: bytes) -> int:
        receivers = [*self._subscribers[channel]]
        for receive in receivers:
            receive(message)
        return len(receivers)

    def _write(self, command: tuple[bytes, ...]) -> None:
        commands = self._file.commands
        commands.append(_Written(self.now_ms(), self.now_s(), command))
        if len(commands) > COPIED_AFTER and commands[0].at_s < self.now_s() - 2 * LOST_AT_MOST_S:
            self._copy()

    def _copy(self) -> None:
        """Fold the commands that can't be lost any more into the copy."""
        until = self.now_s() - LOST_AT_MOST_S
        if self.replica is not None:
            until = min(until, self.replica.until_s)
        file = self._file
        safe = [each for each in file.commands if each.at_s <= until]
        for each in safe:
            self._replaying_ms = each.now_ms
            file.copied.call(each.command[0].decode(), *each.command[1:])
        self._replaying_ms = None
        del file.commands[: len(safe)]

    def _read(self, file: _File, until_s: float) -> Commands:
        """Return the data that a file has of the time until `until_s`."""
        data = self._copied(file.copied)
        for each in file.commands:
            if each.at_s <= until_s:
                self._replaying_ms = each.now_ms
                data.call(each.command[0].decode(), *each.command[1:])
        self._replaying_ms = None
        return data

    def _copied(self, data: Commands) -> Commands:
        fresh = Commands(self.now_ms)
        fresh.data = copy.deepcopy(data.data)
        fresh.expires = dict(data.expires)
        return fresh

    def _serve_blocked(self) -> None:
        for each in [*self._blocked]:
            reply: Reply | Exception
            try:
                reply = self._run(each.command)
            except ResponseError as error:
                # The stream was deleted, and made anew without its group.
                reply = error
            if reply is not None:
                self._blocked.remove(each)
                each.answer(reply)
