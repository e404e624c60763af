"""The commands of streams and their consumer groups."""

from collections.abc import Sequence

from redis import ResponseError

from tests.simulation.redis_model.keyspace import Keyspace
from tests.simulation.redis_model.values import OK, Group, Pending, Reply, Stream

Id = tuple[int, int]


class StreamCommands(Keyspace):
    """The commands of streams on a keyspace."""

    def do_xadd(self, key: bytes, entry_id: bytes, *fields: bytes) -> bytes:
        stream = self.made(key, Stream)
        if entry_id == b"*":
            ms, number = stream.last
            now = self.now_ms()
            added = (now, 0) if now > ms else (ms, number + 1)
        else:
            added = _id(entry_id)
            if added <= stream.last:
                raise ResponseError(
                    "The ID specified in XADD is equal or smaller than the last one"
                )
        stream.entries[added] = list(fields)
        stream.last = added
        return _written(added)

    def do_xlen(self, key: bytes) -> int:
        stream = self.get(key, Stream)
        return len(stream.entries) if stream else 0

    def do_xrange(self, key: bytes, first: bytes, last: bytes, *options: bytes) -> Reply:
        """Read a stream up to its end, from its beginning or behind an entry."""
        assert last == b"+"
        stream = self.get(key, Stream)
        after = (-1, 0) if first == b"-" else _id(first.removeprefix(b"("))
        count = int(options[-1]) if options else 1 << 60
        found = sorted(each for each in (stream.entries if stream else {}) if each > after)
        return [[_written(each), list(stream.entries[each])] for each in found[:count] if stream]

    def do_xdel(self, key: bytes, *ids: bytes) -> int:
        stream = self.get(key, Stream)
        return sum(bool(stream and stream.entries.pop(_id(each), None)) for each in ids)

    def do_xgroup(self, action: bytes, key: bytes, group: bytes, start: bytes, *_: bytes) -> Reply:
        assert action.upper() == b"CREATE"
        stream = self.made(key, Stream)
        if group in stream.groups:
            raise ResponseError("BUSYGROUP Consumer Group name already exists")
        stream.groups[group] = Group(_id(start))
        return OK

    def do_xinfo(self, what: bytes, key: bytes) -> Reply:
        assert what.upper() == b"GROUPS"
        stream = self.get(key, Stream)
        if stream is None:
            raise ResponseError("no such key")
        return [
            [
                b"name",
                name,
                b"pending",
                len(group.pending),
                b"last-delivered-id",
                _written(group.last),
            ]
            for name, group in stream.groups.items()
        ]

    def do_xack(self, key: bytes, group: bytes, *ids: bytes) -> int:
        stream = self.get(key, Stream)
        found = stream.groups.get(group) if stream else None
        return sum(bool(found and found.pending.pop(_id(each), None)) for each in ids)

    def do_xreadgroup(self, _: bytes, group: bytes, consumer: bytes, *options: bytes) -> Reply:
        """Read streams for a consumer; None if there is nothing new, whatever BLOCK says."""
        words = [option.upper() for option in options]
        count = int(options[words.index(b"COUNT") + 1]) if b"COUNT" in words else 1 << 60
        names = options[words.index(b"STREAMS") + 1 :]
        half = len(names) // 2
        found = [
            [key, self._read(key, group, consumer, after, count)]
            for key, after in zip(names[:half], names[half:], strict=True)
        ]
        only_new = all(after == b">" for after in names[half:])
        return [pair for pair in found if pair[1] or not only_new] or None

    def do_xautoclaim(
        self,
        key: bytes,
        group: bytes,
        consumer: bytes,
        idle_ms: bytes,
        start: bytes,
        *options: bytes,
    ) -> Reply:
        stream, found = self._group(key, group)
        count = int(options[-1]) if options else 100
        now = self.now_ms()
        claimed, gone = list[Reply](), list[Reply]()
        for entry_id, pending in sorted(found.pending.items()):
            if len(claimed) >= count:
                return [_written(entry_id), claimed, gone]
            if entry_id < _id(start) or now - pending.delivered_at < int(idle_ms):
                continue
            if entry_id not in stream.entries:
                del found.pending[entry_id]
                gone.append(_written(entry_id))
                continue
            found.pending[entry_id] = Pending(consumer, now)
            claimed.append([_written(entry_id), [*stream.entries[entry_id]]])
        return [b"0-0", claimed, gone]

    def _read(
        self, key: bytes, group: bytes, consumer: bytes, after: bytes, count: int
    ) -> list[Reply]:
        stream, found = self._group(key, group)
        if after != b">":
            own = sorted(
                entry_id
                for entry_id, pending in found.pending.items()
                if pending.consumer == consumer and entry_id > _id(after)
            )
            return [[_written(each), _fields(stream, each)] for each in own[:count]]
        new = [entry_id for entry_id in stream.entries if entry_id > found.last][:count]
        for entry_id in new:
            found.pending[entry_id] = Pending(consumer, self.now_ms())
            found.last = entry_id
        return [[_written(each), _fields(stream, each)] for each in new]

    def _group(self, key: bytes, group: bytes) -> tuple[Stream, Group]:
        stream = self.get(key, Stream)
        if stream is None or group not in stream.groups:
            raise ResponseError("NOGROUP No such key or consumer group")
        return stream, stream.groups[group]


def _fields(stream: Stream, entry_id: Id) -> Reply:
    fields: Sequence[bytes] | None = stream.entries.get(entry_id)
    return None if fields is None else [*fields]


def _id(written: bytes) -> Id:
    ms, _, number = written.partition(b"-")
    return int(ms), int(number or 0)


def _written(entry_id: Id) -> bytes:
    return b"%d-%d" % entry_id
