"""The faults of a simulation: when each begins, on whom, and for how long. A seed makes a plan."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Protocol

from tests.simulation.failovers import catch_up, demote, lag, promote, promote_again
from tests.simulation.loop import SimulationLoop
from tests.simulation.node import Durability, SimulatedNode
from tests.simulation.postgres import Database
from tests.simulation.redis_model.server import RedisServer
from tests.simulation.worlds import world


class Scene(Protocol):
    """What faults act on."""

    loop: SimulationLoop
    server: RedisServer
    database: Database
    nodes: list[SimulatedNode]
    clock_ms: int
    former: dict["Fault", RedisServer]
    """The former primaries of failovers that are not over."""

    def cut_clients(self, node: SimulatedNode) -> None:
        """Reset the connections between a node and its clients."""

    def crash_redis(self) -> None:
        """End Redis, and every connection to it."""

    def restart_redis(self, lost_s: float) -> None:
        """Start Redis again."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault, which begins `at_s` after the sale's start and lasts for `for_s`.

    `node` is its target, if its kind has one.
    """

    at_s: float
    kind: str
    node: int
    for_s: float

    def __str__(self) -> str:
        return f"{self.at_s:7.3f} s  {self.kind} (node {self.node}, {self.for_s:.3f} s)"


Act = Callable[[Scene, Fault], None]


def _weather(field: str, *, on_journal: bool = True) -> tuple[Act, Act]:
    """Return the begin and the end of a state of a node's connections to Redis."""

    def put(scene: Scene, fault: Fault, value: bool) -> None:
        node = scene.nodes[fault.node]
        for client in (node.redis, node.journal) if on_journal else (node.redis,):
            setattr(client.wire.weather, field, value)

    return lambda scene, fault: put(scene, fault, True), lambda scene, fault: put(
        scene, fault, False
    )


def _slow(delay_s: float) -> Act:
    def act(scene: Scene, fault: Fault) -> None:
        node = scene.nodes[fault.node]
        for client in (node.redis, node.journal):
            client.wire.weather.delay_s = delay_s

    return act


def _pool(field: str, value: bool) -> Act:
    def act(scene: Scene, fault: Fault) -> None:
        pool = scene.nodes[fault.node].pool
        setattr(pool, field, value)
        pool.apply_weather()

    return act


def _cut_redis(scene: Scene, fault: Fault) -> None:
    node = scene.nodes[fault.node]
    node.redis.wire.cut()
    node.journal.wire.cut()


def _jump(scene: Scene, fault: Fault) -> None:
    scene.server.clock_ms += 30_000 if fault.for_s > 2 else -30_000


def _jump_back(scene: Scene, fault: Fault) -> None:
    scene.server.clock_ms = scene.clock_ms


def _jump_node(scene: Scene, fault: Fault) -> None:
    scene.nodes[fault.node].process.wall_offset_s = 60.0 if fault.for_s > 1 else -60.0


def _jump_node_back(scene: Scene, fault: Fault) -> None:
    scene.nodes[fault.node].process.wall_offset_s = 0.0


def _nothing(scene: Scene, fault: Fault) -> None:
    """Some faults are over as soon as they have happened."""


def _crash_postgres(scene: Scene, fault: Fault) -> None:
    scene.database.crash()
    for node in scene.nodes:
        node.pool.refused = True
        node.pool.cut()


def _restart_postgres(scene: Scene, fault: Fault) -> None:
    scene.database.restart()
    for node in scene.nodes:
        node.pool.refused = False


def _stall_sockets(scene: Scene, fault: Fault) -> None:
    for line in scene.nodes[fault.node].lines:
        line.stall()


def _release_sockets(scene: Scene, fault: Fault) -> None:
    for line in scene.nodes[fault.node].lines:
        line.go_on()


def _start(scene: Scene, fault: Fault) -> None:
    node = scene.nodes[fault.node]
    if node.process.power.name == "KILLED":
        node.start()


def _lose_everything(scene: Scene, fault: Fault) -> None:
    scene.restart_redis(0.0)
    scene.server.flush()


_REQUESTS, _REPLIES = _weather("requests_lost"), _weather("replies_lost")
_REFUSED = _weather("refused")

KINDS: dict[str, tuple[Act, Act]] = {
    "node killed": (lambda scene, fault: scene.nodes[fault.node].kill(), _start),
    "node stopped": (
        lambda scene, fault: scene.loop.stop_process(scene.nodes[fault.node].process),
        lambda scene, fault: scene.loop.continue_process(scene.nodes[fault.node].process),
    ),
    "node clock jumps": (_jump_node, _jump_node_back),
    "clients cut": (lambda scene, fault: scene.cut_clients(scene.nodes[fault.node]), _nothing),
    "sockets stalled": (_stall_sockets, _release_sockets),
    "node replaced": (
        lambda scene, fault: scene.nodes[fault.node].leave(),
        lambda scene, fault: scene.nodes[fault.node].come_back(),
    ),
    "redis restarted": (
        lambda scene, fault: scene.crash_redis(),
        lambda scene, fault: scene.restart_redis(0.0),
    ),
    "redis clock jumps": (_jump, _jump_back),
    "redis connections reset": (_cut_redis, _nothing),
    "requests to redis lost": _REQUESTS,
    "replies of redis lost": _REPLIES,
    "redis unreachable": _REFUSED,
    "redis slow": (_slow(0.15), _slow(0.0003)),
    "postgres restarted": (_crash_postgres, _restart_postgres),
    "postgres frozen": (
        lambda scene, fault: scene.database.freeze(),
        lambda scene, fault: scene.database.thaw(),
    ),
    "postgres connections reset": (
        lambda scene, fault: scene.nodes[fault.node].pool.cut(),
        _nothing,
    ),
    "replies of postgres lost": (_pool("replies_lost", True), _pool("replies_lost", False)),
    "postgres unreachable": (_pool("refused", True), _pool("refused", False)),
}
"""Faults after which nothing may be lost: how each begins, and how it ends."""

LOSING: dict[str, tuple[Act, Act]] = {
    "redis loses a second": (
        lambda scene, fault: scene.crash_redis(),
        lambda scene, fault: scene.restart_redis(1.0),
    ),
    "redis loses everything": (lambda scene, fault: scene.crash_redis(), _lose_everything),
}
"""Faults after which acknowledged bids may be lost, if each is named."""


def _lag(scene: Scene, fault: Fault) -> None:
    lag(scene)


def _catch_up(scene: Scene, fault: Fault) -> None:
    catch_up(scene)


def _crash_and_promote(scene: Scene, fault: Fault) -> None:
    former = scene.server
    if promote(scene):
        former.crash()


def _promote_beside(scene: Scene, fault: Fault) -> None:
    former = scene.server
    if promote(scene, except_for=scene.nodes[fault.node]):
        scene.former[fault] = former


def _demote(scene: Scene, fault: Fault) -> None:
    if fault in scene.former:
        demote(scene, scene.former.pop(fault))
    catch_up(scene)


def _promote_for_a_while(scene: Scene, fault: Fault) -> None:
    former = scene.server
    if promote(scene):
        former.crash()
        scene.former[fault] = former


def _promote_again(scene: Scene, fault: Fault) -> None:
    former = scene.former.pop(fault, None)
    # A replica that has followed meanwhile would be promoted in its place.
    if former is not None and scene.server.replica is None:
        promote_again(scene, former)
    catch_up(scene)


FAILOVERS: dict[str, tuple[Act, Act]] = {
    "replica lags": (_lag, _catch_up),
    "redis fails over": (_crash_and_promote, _catch_up),
    "redis fails over beside a node": (_promote_beside, _demote),
    "redis fails over and back": (_promote_for_a_while, _promote_again),
}
"""Failovers. Acknowledged bids may be lost after them, unless answers have waited for a replica."""

ACTS = KINDS | LOSING | FAILOVERS

QUIET_GAP_S = 5_400.0
"""The mean time between two faults outside of rushes."""
QUIET_FOR_S = (0.3, 4.0, 60.0, 600.0, 1_800.0)
"""How long those last: half of these times at least, and one and a half times as long at most."""


def plan(seed: int, *, nodes: int) -> list[Fault]:
    """Return the faults of a seed, in the order of their beginnings.

    One seed in four may lose events, and another one has failovers. Between the rushes of a long world
    they strike the node that runs then, or a store.
    """
    random = Random(f"faults-{seed}")
    special = LOSING if seed % 4 == 3 else FAILOVERS if seed % 4 == 1 else {}
    kinds = [*KINDS, *special, *(FAILOVERS if special is FAILOVERS else ())]
    faults, until_s = list[Fault](), 0.0
    mean_gap_s = random.choice((0.7, 2.0, 6.0))
    for rush in world(seed).rushes:
        for at_s in _moments(random, until_s, rush.from_s, QUIET_GAP_S):
            for_s = random.choice(QUIET_FOR_S) * (0.5 + random.random())
            faults.append(Fault(at_s, random.choice(kinds), 0, for_s))
        until_s = rush.until_s
        if rush.is_crowd:
            continue
        for at_s in _moments(random, rush.from_s, rush.until_s, mean_gap_s):
            for_s = min(random.choice((0.02, 0.3, 1.5, 4.0)) * (0.5 + random.random()), 6.0)
            faults.append(Fault(at_s, random.choice(kinds), random.randrange(nodes), for_s))
    return faults


def _moments(random: Random, from_s: float, until_s: float, mean_gap_s: float) -> Iterator[float]:
    at_s = from_s
    while (at_s := at_s + random.expovariate(1 / mean_gap_s)) <= until_s:
        yield at_s


def may_lose(faults: Iterable[Fault]) -> bool:
    """Return whether events may be lost."""
    return any(fault.kind in LOSING or fault.kind in FAILOVERS for fault in faults)


def durability(seed: int) -> Durability:
    """Return the durability of a seed's nodes: half of the seeds with failovers wait for a replica."""
    return "replicated" if seed % 8 == 1 else "always"
