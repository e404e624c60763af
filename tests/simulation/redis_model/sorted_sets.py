"""The commands of sorted sets."""

from tests.simulation.redis_model.keyspace import Keyspace
from tests.simulation.redis_model.values import Reply, SortedSet, formatted


class SortedSetCommands(Keyspace):
    """The commands of sorted sets on a keyspace."""

    def do_zadd(self, key: bytes, *args: bytes) -> int:
        only_greater = args[0].upper() == b"GT"
        pairs = args[1:] if only_greater else args
        values = self.made(key, SortedSet)
        before = len(values)
        for score, member in zip(map(float, pairs[::2]), pairs[1::2], strict=True):
            if not (only_greater and values.get(member, float("-inf")) >= score):
                values[member] = score
        return len(values) - before

    def do_zrem(self, key: bytes, *members: bytes) -> int:
        values = self.get(key, SortedSet) or SortedSet()
        gone = sum(values.pop(member, None) is not None for member in members)
        self.drop_empty(key)
        return gone

    def do_zscore(self, key: bytes, member: bytes) -> bytes | None:
        score = (self.get(key, SortedSet) or SortedSet()).get(member)
        return None if score is None else formatted(score)

    def do_zrangebyscore(self, key: bytes, low: bytes, high: bytes, *options: bytes) -> Reply:
        words = [option.upper() for option in options]
        found = self._between(key, low, high)
        if b"LIMIT" in words:
            at = words.index(b"LIMIT")
            first, count = int(options[at + 1]), int(options[at + 2])
            found = found[first:] if count < 0 else found[first : first + count]
        if b"WITHSCORES" not in words:
            return [member for member, _ in found]
        return [each for member, score in found for each in (member, formatted(score))]

    def do_zremrangebyscore(self, key: bytes, low: bytes, high: bytes) -> int:
        found = self._between(key, low, high)
        return self.do_zrem(key, *(member for member, _ in found))

    def _between(self, key: bytes, low: bytes, high: bytes) -> list[tuple[bytes, float]]:
        values = self.get(key, SortedSet)
        above, below = _bound(low), _bound(high)
        return [
            (member, score)
            for member, score in (values.ordered() if values else ())
            if (score > above[0] or (score == above[0] and not above[1]))
            and (score < below[0] or (score == below[0] and not below[1]))
        ]


def _bound(written: bytes) -> tuple[float, bool]:
    """Return a bound of scores, and whether it is excluded itself."""
    return float(written.removeprefix(b"(")), written.startswith(b"(")
