"""Jumps of Redis' clock: nothing is passed on with a time that has jumped, and time goes on as measured."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from server.bidding.hot_state import timed_scripts
from server.bidding.hot_state.clock import RedisClock
from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.scripts import Scripts
from server.bidding.hot_state.timed_scripts import ClockCorrected, ClockUnsettled, TimedScripts

HOUR_MS = 3_600_000
NOON_MS = 1_800_000_000_000
KEYS = Keys(1)


class World:
    """The true time, which moves 1 ms with every call of Redis."""

    def __init__(self) -> None:
        self.now_ms = NOON_MS


class FakeRedis:
    """Redis' clock, the correction, and the round trip of its calls."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.off_ms = 0
        self.correction, self.overruled, self.set_at = 0, 0, 0
        self.sent_ms, self.returned_ms = 0, 1
        self.jumps_ms: list[int] = []
        self.calls: list[str] = []

    async def run(self, name: str, keys: Sequence[str], args: Sequence[Any]) -> list[Any]:
        self.calls.append(name)
        self.world.now_ms += self.sent_ms
        self.off_ms += self.jumps_ms.pop(0) if self.jumps_ms else 0
        now = self.world.now_ms + self.off_ms
        self.world.now_ms += self.returned_ms
        if name != "correct_clock":
            assert list(keys[:2]) == [KEYS.trusted(0), KEYS.clock(0)]
            return [now + self.correction, "the rest"]
        if args and args[0] == self.correction:
            self.correction, self.overruled = args[1:]
            self.set_at = now
        return [now, self.correction, self.overruled, self.set_at]


class Node:
    """A node with clocks of its own, which may have stood still."""

    def __init__(self, redis: FakeRedis, *, wall_off_ms: int = 0) -> None:
        self.redis = redis
        self.stood_still_ms = 0
        self.wall_off_ms = wall_off_ms
        clock = RedisClock(elapsed=self.elapsed, wall=self.wall)
        self.clock = clock
        self.timed = TimedScripts(cast("Scripts", redis), KEYS, clock)

    def elapsed(self) -> float:
        return (self.redis.world.now_ms - NOON_MS - self.stood_still_ms) / 1_000 + 70

    def wall(self) -> float:
        return (self.redis.world.now_ms + self.wall_off_ms) / 1_000

    async def off_ms(self) -> int:
        """Return by how much the time in a reply is ahead of the true time."""
        now, _ = await self.timed.run("read", 0, [], [])
        return int(now - self.redis.world.now_ms) + self.redis.returned_ms


@pytest.fixture
def redis() -> FakeRedis:
    return FakeRedis(World())


@pytest.fixture
async def node(redis: FakeRedis) -> Node:
    node = Node(redis)
    assert await node.off_ms() == 0
    redis.calls.clear()
    return node


@pytest.mark.parametrize("jump_ms", [-HOUR_MS, -600_000, 600_000, HOUR_MS])
async def test_no_reply_shows_the_jump_and_the_call_succeeds_all_the_same(
    redis: FakeRedis, node: Node, jump_ms: int
) -> None:
    redis.off_ms = jump_ms
    with capture_logs() as logs:
        assert abs(await node.off_ms()) <= 2
        assert abs(await node.off_ms()) <= 2
    assert redis.calls == ["read", "correct_clock", "correct_clock", "read", "read"]
    assert [each["event"] for each in logs] == ["redis_clock_jumped"]
    assert (node.timed.jumps, node.timed.correction_ms) == (1, redis.correction)
    side = "ahead" if jump_ms > 0 else "behind"
    with pytest.raises(ClockCorrected, match=f"{abs(jump_ms) // 1_000} s {side}"):
        await node.timed.check()


async def test_a_steady_clock_costs_no_more_calls(redis: FakeRedis, node: Node) -> None:
    for _ in range(5):
        redis.off_ms += 400
        redis.world.now_ms += 60_000
        await node.off_ms()
    assert redis.calls == ["read"] * 5
    await node.timed.check()


async def test_when_the_clock_is_right_again_the_correction_is_taken_back(
    redis: FakeRedis, node: Node
) -> None:
    redis.off_ms = HOUR_MS
    await node.off_ms()
    redis.off_ms = 200
    redis.world.now_ms += 60_000
    with capture_logs() as logs:
        assert abs(await node.off_ms()) <= 202
    assert [each["event"] for each in logs] == ["redis_clock_is_right_again"]
    assert redis.correction == 0
    await node.timed.check()


async def test_other_nodes_go_on_and_a_new_one_begins_with_the_measured_time(
    redis: FakeRedis, node: Node
) -> None:
    other = Node(redis)
    await other.off_ms()
    redis.off_ms = HOUR_MS
    for each in (node, other, Node(redis)):
        assert abs(await each.off_ms()) <= 2
    assert (node.timed.jumps, other.timed.jumps) == (1, 0)


@pytest.mark.parametrize(("before_ms", "since_ms"), [(0, HOUR_MS), (HOUR_MS, 0)])
async def test_a_node_that_starts_before_a_jump_is_noticed_takes_over_the_time_of_the_others(
    redis: FakeRedis, node: Node, before_ms: int, since_ms: int
) -> None:
    redis.off_ms = before_ms
    for _ in range(2):
        await node.off_ms()
    redis.world.now_ms += 300
    redis.off_ms = since_ms
    new = Node(redis, wall_off_ms=since_ms - before_ms)
    assert abs(await new.off_ms() - new.wall_off_ms) <= 5
    for each in (node, new, node, new):
        assert abs(await each.off_ms()) <= 5
    assert abs(redis.correction + since_ms) <= 5


async def test_a_new_node_whose_machine_disagrees_gives_the_others_time_to_notice_a_jump(
    redis: FakeRedis, node: Node
) -> None:
    redis.off_ms = HOUR_MS
    beginning = asyncio.create_task(Node(redis).off_ms())
    await asyncio.sleep(0)
    assert abs(await node.off_ms()) <= 5
    with capture_logs() as logs:
        assert abs(await beginning) <= 5
    assert [each["event"] for each in logs] == ["redis_clock_jumped"]


async def test_a_node_that_starts_under_a_correction_takes_it_back_alone(
    redis: FakeRedis, node: Node
) -> None:
    redis.off_ms = HOUR_MS
    await node.off_ms()
    new = Node(redis)
    await new.off_ms()
    redis.off_ms = 0
    assert abs(await new.off_ms()) <= 5
    assert redis.correction == new.timed.correction_ms == 0


@pytest.mark.parametrize("jump_ms", [-30_000, 30_000])
async def test_a_new_node_that_has_not_seen_a_jump_and_its_return_keeps_the_right_time(
    redis: FakeRedis, node: Node, jump_ms: int
) -> None:
    new = Node(redis)
    await new.off_ms()
    redis.world.now_ms += 300
    redis.off_ms = jump_ms
    assert abs(await node.off_ms()) <= 5
    redis.world.now_ms += 300
    redis.off_ms = 0
    for each in (new, node, new):
        assert abs(await each.off_ms()) <= 5
    assert redis.correction == 0


async def test_two_nodes_that_notice_at_once_correct_the_clock_once(
    redis: FakeRedis, node: Node
) -> None:
    class Overtaken(FakeRedis):
        async def run(self, name: str, keys: Sequence[str], args: Sequence[Any]) -> list[Any]:
            if args and name == "correct_clock" and not redis.correction:
                # The other node is quicker.
                redis.correction = -HOUR_MS
            return await redis.run(name, keys, args)

    redis.off_ms = HOUR_MS
    node.timed.scripts = cast("Scripts", Overtaken(redis.world))
    assert abs(await node.off_ms()) <= 2
    assert redis.correction == node.timed.correction_ms == -HOUR_MS


async def test_a_new_node_warns_where_the_time_is_not_that_of_its_own_machine(
    redis: FakeRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timed_scripts, "DOUBT_S", 0)
    node = Node(redis, wall_off_ms=600_000)
    with capture_logs() as logs:
        await node.off_ms()
        await node.off_ms()
    (warning,) = logs
    assert (warning["event"], warning["log_level"]) == ("clocks_differ", "warning")
    assert abs(warning["redis_ahead_ms"] + 600_000) <= 2


@pytest.mark.parametrize("late", ["sent_ms", "returned_ms"])
async def test_a_reply_that_was_long_under_way_is_asked_for_once_more(
    redis: FakeRedis, node: Node, late: str
) -> None:
    setattr(redis, late, 3_000)
    await node.off_ms()
    assert redis.calls == ["read", "read"]
    assert node.timed.jumps == 0


async def test_a_jump_does_not_hide_behind_a_reply_that_was_long_under_way(
    redis: FakeRedis, node: Node
) -> None:
    """A node was stopped for two hours, and Redis' clock went an hour ahead meanwhile."""
    redis.off_ms, redis.returned_ms = HOUR_MS, 2 * HOUR_MS

    class Awake(FakeRedis):
        async def run(self, name: str, keys: Sequence[str], args: Sequence[Any]) -> list[Any]:
            reply = await redis.run(name, keys, args)
            redis.returned_ms = 1
            return reply

    node.timed.scripts = cast("Scripts", Awake(redis.world))
    now, _ = await node.timed.run("read", 0, [], [])
    assert abs(now - redis.world.now_ms) <= 3


async def test_a_clock_that_never_settles_decides_nothing(redis: FakeRedis, node: Node) -> None:
    redis.jumps_ms = [HOUR_MS] * 9
    with pytest.raises(ClockUnsettled):
        await node.timed.run("read", 0, [], [])
    redis.jumps_ms = []
    assert abs(await node.off_ms()) <= 2


async def test_a_node_that_stood_still_is_overruled_once_and_gives_in(
    redis: FakeRedis, node: Node
) -> None:
    stopped = Node(redis)
    await stopped.off_ms()
    redis.world.now_ms += 10_000
    stopped.stood_still_ms = 10_000
    assert abs(await stopped.off_ms() + 10_000) <= 5
    assert abs(await node.off_ms()) <= 5
    with capture_logs() as logs:
        assert abs(await stopped.off_ms()) <= 5
    assert "measured_time_given_up" in [each["event"] for each in logs]
    for each in (node, stopped, node, stopped):
        assert abs(await each.off_ms()) <= 5
    assert redis.correction == 0


async def test_nodes_that_disagree_come_to_one_time(redis: FakeRedis) -> None:
    nodes = [Node(redis) for _ in range(5)]
    for each in nodes:
        await each.off_ms()
    redis.world.now_ms += 60_000
    for number, each in enumerate(nodes):
        each.stood_still_ms = 10_000 * (number % 3)
    for _ in range(4):
        for each in nodes:
            await each.off_ms()
    redis.calls.clear()
    assert max([abs(await each.off_ms()) for each in nodes]) < 30_000
    assert redis.calls == ["read"] * len(nodes)


async def test_a_real_jump_after_a_dispute_is_corrected_again(redis: FakeRedis, node: Node) -> None:
    await test_a_node_that_stood_still_is_overruled_once_and_gives_in(redis, node)
    redis.off_ms += HOUR_MS
    assert abs(await node.off_ms()) <= 5
    assert abs(redis.correction + HOUR_MS) <= 5
