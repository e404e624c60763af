"""The plans of a bench: which servers, under which loads, in which order.

`standard` gives the published results, `quick` a few of them in a few minutes. `room` has ten thousand
sockets in one room, and in `drop` all connections of such a room break at once.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Server:
    """A server to measure: the module that starts it and the durability of its stores.

    `nodes` is the number of processes behind a balancer; 0 means one process without a balancer.
    """

    name: str
    module: Sequence[str]
    durability: str = "always"
    nodes: int = 0

    @property
    def is_ours(self) -> bool:
        """Return whether it is the product."""
        return self.module[0] == "server"


@dataclass(frozen=True, slots=True)
class Load:
    """The swarm's arguments for a run. An audited load is run in the first round only.

    With `rate_limits` the node's own rate limits hold, except that all sockets may come from one address.
    """

    name: str
    swarm: Sequence[str]
    audited: bool = False
    rate_limits: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A server and its loads, one after the other, in all rounds or in the first `rounds_max`."""

    server: Server
    loads: Sequence[Load]
    rounds_max: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A bench: in every round every server has its turn."""

    name: str
    turns: Sequence[Turn]
    rounds: int
    seconds: float

    def only(self, servers: Collection[str], loads: Collection[str]) -> "Plan":
        """Return the plan reduced to these servers and loads; an empty collection means all."""
        turns = [
            replace(turn, loads=[each for each in turn.loads if not loads or each.name in loads])
            for turn in self.turns
            if not servers or turn.server.name in servers
        ]
        return replace(self, turns=[turn for turn in turns if turn.loads])

    def without_balancer(self) -> "Plan":
        """Return the plan without the servers behind a balancer."""
        return replace(self, turns=[turn for turn in self.turns if not turn.server.nodes])


AUCTION = Server("auction", ("server",))
EVERYSEC = Server("auction, everysec", ("server",), durability="everysec")
BASELINES = [
    Server(name, ("loadtest.baselines", name))
    for name in (
        *("none", "redislock", "setnx", "rowlock", "watch", "lua", "node"),
        *("node-lua", "bun-lua"),
    )
]
STRONGEST = ("node-lua", "bun-lua")
OTHERS_ROUNDS = 2
"""The rounds of a standard bench in which baselines take part that are far behind the strongest ones."""
BALANCED = [
    Server(f"auction, {count} behind HAProxy", ("server",), nodes=count) for count in (1, 2, 4)
]

BRIEFLY = ("--ramp", "0.5")
HOT = Load("1 item", ("--items", "1", "--bidders", "50", "--sockets", "50", *BRIEFLY))
MANY = Load("100 items", ("--items", "100", "--bidders", "100", "--sockets", "100", *BRIEFLY))
# The ramp is longer because the first bids make a baseline open a thousand connections to Redis.
THOUSAND = Load(
    "1000 items", ("--items", "1000", "--bidders", "1000", "--sockets", "1000", "--ramp", "3")
)
CONTENTION = [
    HOT,
    Load("10 items", ("--items", "10", "--bidders", "50", "--sockets", "50", *BRIEFLY)),
    MANY,
    THOUSAND,
]
RATE = Load(
    "1000 bids/s", ("--items", "10", "--bidders", "200", "--sockets", "200", "--rate", "1000")
)
ROOM = Load(
    "room of 1000",
    ("--items", "1", "--bidders", "10", "--sockets", "1010", "--hot", "--rate", "20"),
)
AUDIT = Load(
    "audit", ("--items", "10", "--bidders", "50", "--sockets", "70", *BRIEFLY), audited=True
)
ROOM_10000 = Load(
    "room of 10000",
    (
        *("--items", "1", "--bidders", "100", "--sockets", "10100", "--hot", "--rate", "1000"),
        *("--connect-rate", "500", "--ramp", "3"),
    ),
)

DROP_10000 = Load(
    "drop of 10000",
    (
        *("--items", "1", "--bidders", "10", "--sockets", "10010", "--hot", "--rate", "20"),
        *("--connect-rate", "500", "--drop"),
    ),
    rate_limits=True,
)

_WHOLE = [*CONTENTION, RATE, ROOM, AUDIT]
STANDARD = Plan(
    "standard",
    [
        Turn(AUCTION, _WHOLE),
        *(
            Turn(server, _WHOLE, None if server.name in STRONGEST else OTHERS_ROUNDS)
            for server in BASELINES
        ),
        Turn(EVERYSEC, [HOT, MANY]),
        *(Turn(server, [HOT, MANY]) for server in BALANCED),
    ],
    rounds=5,
    seconds=3,
)
QUICK = Plan(
    "quick",
    [
        *(Turn(server, [HOT, MANY, ROOM]) for server in (AUCTION, *BASELINES)),
        Turn(BALANCED[1], [HOT]),
    ],
    rounds=1,
    seconds=2,
)
ROOM_PLAN = Plan("room", [Turn(AUCTION, [ROOM_10000])], rounds=1, seconds=10)
DROP_PLAN = Plan("drop", [Turn(AUCTION, [DROP_10000])], rounds=1, seconds=3)
PLANS = {plan.name: plan for plan in (STANDARD, QUICK, ROOM_PLAN, DROP_PLAN)}
