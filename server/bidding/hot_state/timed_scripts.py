"""Runs the scripts that use time, and passes on no reply whose time has jumped.

0117: the time of a shard is Redis' own clock plus a correction, kept beside the items. When Redis'
clock jumps, the first node that notices changes the correction by the same amount, and all nodes go on
as if nothing had happened. When the clock is set right again, the same takes the correction back.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from server.bidding.hot_state.clock import STEP_MAX_MS, Reading, RedisClock
from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.scripts import HotStateUntrusted, Scripts
from server.domain.types import Millis

log = structlog.get_logger(__name__)

TRIES = 3
"""Calls of a script, each on the time as corrected after the one before."""
DOUBTS, DOUBT_S = 3, 0.5
"""How often a first time that is not this machine's is read again before it is trusted, and after how long.
The other nodes read the time as often, so that they have noticed a jump by then."""
YOUNG_S = 5.0
"""The time for which a node must have measured the time before it overrules another node (0230)."""
SLACK_S = 0.1
"""How far Redis' clock and this machine's may drift apart between two calls."""


class ClockUnsettled(HotStateUntrusted):
    """Redis' clock has jumped and the correction did not succeed in time. Nothing was decided."""


class ClockCorrected(Exception):  # noqa: N818 - a state of the world, not a fault of the program
    """Redis' own clock is wrong, and a correction is in force. The message says by how much."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Redis' own clock and the correction, in the reply to a call that was sent at `sent`."""

    redis_now: Millis
    correction: Millis
    overruled: bool
    set_at: Millis
    """When the correction was set, by Redis' own clock."""
    sent: float

    @property
    def now(self) -> Millis:
        return self.redis_now + self.correction


class TimedScripts:
    """The scripts that use time, on one Redis."""

    def __init__(self, scripts: Scripts, keys: Keys, clock: RedisClock) -> None:
        self.jumps = 0
        """Jumps of Redis' clock that this node has noticed."""
        self.scripts = scripts
        self._keys = keys
        self._clock = clock
        self._corrections: defaultdict[int, Millis] = defaultdict(int)
        """The correction of each shard, as far as this node knows."""
        self._correcting: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def run(
        self,
        name: str,
        shard: int,
        keys: Sequence[str],
        args: Sequence[Any],
        *,
        is_final: Callable[[list[Any]], bool] = lambda _: False,
    ) -> list[Any]:
        """Run a script whose keys begin with `trusted` and `clock`, and whose reply with the time.

        The measured time is added to `args`, -1 if there is none. A reply of the time and None says that
        the script could not judge its time by it, and did nothing.
        It may run several times, so it must be one that can be repeated, unless its reply `is_final`.
        Raises ClockUnsettled, or another `redis.RedisError`.
        """
        keys = [self._keys.trusted(shard), self._keys.clock(shard), *keys]
        if not self._clock.is_known(shard):
            await self._begin(shard)
        late = 0
        for number in range(TRIES):
            sent = self._clock.elapsed()
            known = self._clock.is_known(shard)
            # Where Redis is always slow, its time is taken on trust in the end.
            measured = self._clock.now(shard) if known and late < TRIES - 1 else -1
            reply: list[Any] = await self.scripts.run(name, keys, [*args, measured])
            reading = self._clock.observe(shard, reply[0], sent)
            late += reading is Reading.LATE
            if len(reply) > 1 and reply[1] is None:
                if reading is Reading.JUMPED:
                    await self._correct(shard)
                continue
            # A slow reply may hide a jump: the node or Redis was stopped meanwhile. Where Redis is
            # always this slow, asking more than once more would only add to its load.
            if reading is Reading.STEADY or (reading is Reading.LATE and number) or is_final(reply):
                return reply
            if reading is Reading.JUMPED:
                await self._correct(shard)
        raise ClockUnsettled("Redis' clock has jumped; nothing was decided")

    def note_correction(self, shard: int, correction: Millis) -> None:
        """Take in the correction of a shard, and log a change."""
        before = self._corrections[shard]
        self._corrections[shard] = correction
        if correction and correction != before:
            log.error("redis_clock_jumped", shard=shard, correction_ms=correction)
        elif correction != before:
            log.info("redis_clock_is_right_again", shard=shard)

    @property
    def correction_ms(self) -> Millis:
        """The largest correction of a shard."""
        return max(self._corrections.values(), key=abs, default=0)

    async def check(self) -> None:
        """Raise ClockCorrected while a correction is in force."""
        if self.correction_ms:
            side = "behind" if self.correction_ms > 0 else "ahead"
            off_s = abs(self.correction_ms) / 1000
            raise ClockCorrected(
                f"Redis' clock is {off_s:.0f} s {side}; time goes on by the nodes' clocks"
            )

    async def _begin(self, shard: int) -> None:
        """Take the time of a shard on trust, with its correction.

        If it is not this machine's, other nodes are first given the time to correct a jump.
        """
        async with self._correcting[shard]:
            for doubts_left in reversed(range(DOUBTS + 1)):
                if self._clock.is_known(shard):
                    return
                found = await self._read(shard)
                if self._clock.is_late(found.sent):
                    return
                ahead_ms = self._clock.ahead_of_wall_ms(found.now, found.sent)
                if abs(ahead_ms) <= STEP_MAX_MS:
                    break
                if doubts_left:
                    await asyncio.sleep(DOUBT_S)
                else:
                    log.warning("clocks_differ", shard=shard, redis_ahead_ms=ahead_ms)
            self._clock.trust(shard, found.now, found.sent)
            self.note_correction(shard, found.correction)

    async def _correct(self, shard: int) -> None:
        """Change the correction of a shard so that its time is the measured one.

        Nothing is changed if another node has done it, or if the reply comes late.
        """
        async with self._correcting[shard]:
            found = await self._read(shard)
            if self._clock.is_late(found.sent):
                return
            if self._clock.observe(shard, found.now, found.sent) is not Reading.JUMPED:
                self.note_correction(shard, found.correction)
                return
            ahead_ms = self._clock.ahead_ms(shard, found.now, found.sent)
            # If Redis' own clock is where it was, another node has changed the correction.
            redis_moved_ms = ahead_ms - (found.correction - self._corrections[shard])
            moved_by_node = abs(redis_moved_ms) <= STEP_MAX_MS
            if moved_by_node and (found.overruled or self._began_after_jump(shard, found)):
                # The others measure another time: this machine may have been stopped (0118), or this node
                # has begun with a time that had jumped before (0230).
                log.warning("measured_time_given_up", shard=shard, ahead_ms=ahead_ms)
                self._clock.trust(shard, found.now, found.sent)
                self.note_correction(shard, found.correction)
                return
            self.jumps += not moved_by_node
            await self._set(shard, found, found.correction - ahead_ms, overruled=moved_by_node)

    def _began_after_jump(self, shard: int, found: _Found) -> bool:
        """Return whether this node may have begun after the jump that another node has corrected.

        If the correction does not seem to have been set since this node last found the time steady,
        Redis' clock was wrong when it was set and is right again, and this node knows the time.
        """
        set_ago_s = (found.redis_now - found.set_at) / 1000
        set_meanwhile = 0 <= set_ago_s <= self._clock.unseen_s(shard) + SLACK_S
        return set_meanwhile and self._clock.measured_s(shard) < YOUNG_S

    async def _set(self, shard: int, found: _Found, correction: Millis, *, overruled: bool) -> None:
        """Set the correction of a shard, if it is still the one that was found."""
        if abs(correction) <= STEP_MAX_MS // 2:
            # The clock is right again. The remaining difference is followed.
            correction = 0
        args = [found.correction, correction, int(overruled)]
        _, now_set, *_ = await self.scripts.run("correct_clock", [self._keys.clock(shard)], args)
        self.note_correction(shard, now_set)

    async def _read(self, shard: int) -> _Found:
        sent = self._clock.elapsed()
        reply = await self.scripts.run("correct_clock", [self._keys.clock(shard)], [])
        redis_now, correction, overruled, set_at = reply
        return _Found(redis_now, correction, bool(overruled), set_at, sent)
