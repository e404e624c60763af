"""Judges the waits of a sale's first rush until its first fault: for locks, for answers, and for news."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from server.bidding.counters import Counters
from server.domain.types import ItemId
from server.histogram import Histogram
from tests.simulation.node import SimulatedNode
from tests.simulation.redis_model.server import RedisServer
from tests.simulation.sockets.screens import Screen
from tests.simulation.worlds import PAIR

ANSWER_MAX_S = 2.0
"""The time after which a command is refused unread, which is a bound of the histogram of answers."""
TURN_MAX_S = 0.5
"""A node waits for less even beside others at a distant Redis, and a lock lives twice as long. That a node
asks again, because the lock was kept for another one for 0.1 s, is no lost wake-up."""
NEWS_MAX_S = 1.0
"""The longest interval of broadcasts, and the way there and back of a distant Redis."""
TURNS_MIN = 0.5
"""The least share that a node's turns at a crowd's item are of those of another node."""


class Scene(Protocol):
    """What is judged."""

    server: RedisServer
    nodes: list[SimulatedNode]
    item_ids: list[ItemId]


async def judge_waits(
    scene: Scene, screens: Sequence[Screen], until_s: float, *, crowd: bool
) -> list[str]:
    """Wait for `until_s`, during which nothing fails; return what has waited too long."""
    await asyncio.sleep(max(until_s - NEWS_MAX_S, 0))
    watching = [screen for screen in screens if screen.views]
    # The first items are English; the events of others may be secret.
    before = seqs_of(scene, scene.item_ids[:PAIR])
    await asyncio.sleep(min(until_s, NEWS_MAX_S))
    counted = {node.name: node.core.floor.counters for node in scene.nodes if node.core}
    found = [*long_waits(counted)]
    if crowd:
        found += unfair_turns({name: each.handovers for name, each in counted.items()})
    if until_s >= NEWS_MAX_S:
        found += (fault for screen in watching for fault in late_news(screen, before))
    return found


def long_waits(counted: Mapping[str, Counters]) -> Iterator[str]:
    """Yield the nodes that were not woken for a lock, whose rounds failed, or that were late."""
    for node, counters in counted.items():
        if counters.locks_outwaited and above(counters.parked_s, TURN_MAX_S):
            yield f"waits: {node} has outwaited {counters.locks_outwaited} locks without a fault"
        failed = {reason: count for reason, count in counters.rounds_failed.items() if count}
        if failed:
            yield f"waits: rounds of {node} have failed without a fault: {failed}"
        if late := above(counters.answer_s, ANSWER_MAX_S):
            yield f"waits: {node} has refused {late} commands as late without a fault"


def above(times: Histogram, bound_s: float) -> int:
    """Return how many times are above one of the histogram's bounds."""
    return sum(times.counts[times.bounds.index(bound_s) + 1 :])


def unfair_turns(turns: Mapping[str, int]) -> Iterator[str]:
    """Yield the turns of nodes of which one had far fewer than another, or none."""
    if not min(turns.values()) > TURNS_MIN * max(turns.values()):
        yield f"waits: the nodes had unequal turns at a crowd's item: {dict(turns)}"


def late_news(screen: Screen, seqs: Mapping[str, int]) -> Iterator[str]:
    """Yield the items of which a screen does not show an event that is `NEWS_MAX_S` old."""
    for item_id, seq in seqs.items():
        if item_id in screen.views and screen.views[item_id].item.seq < seq:
            shown = screen.views[item_id].item.seq
            yield (
                f"waits: {screen.name} shows {item_id} at number {shown},"
                f" {NEWS_MAX_S:g} s after number {seq}"
            )


def seqs_of(scene: Scene, item_ids: Sequence[ItemId]) -> dict[str, int]:
    """Return the numbers of items' last events in Redis; a view does not count secret ones.

    Nothing waits for it, and it draws no random number.
    """
    core = scene.nodes[0].core
    assert core is not None, "the node runs"
    keys, seqs = core.hot_state.keys, list[Any]()
    for item_id in item_ids:
        key = keys.item(keys.shard(item_id), item_id).encode()
        scene.server.execute((b"HGET", key, b"seq"), seqs.append)
    return {item_id: int(seq or 0) for item_id, seq in zip(item_ids, seqs, strict=True)}
