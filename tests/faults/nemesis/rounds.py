"""Rounds of the nemesis: each a rush with faults that follow from its seed, and an audit."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.faults.checks import ALARMS, SIGNS_OF_LOSS
from tests.faults.nemesis.pairs import chosen_pair, possible_pairs
from tests.faults.nemesis.worlds import LOSING, WORLDS, World
from tests.faults.programme import Outcome, Strike, carry_out
from tests.faults.scene import one_redis

STRIKES = 12
PAIRS = 0.6
"""The share of pairs among the strikes of a round."""
ONES_OWN = 0.4
"""The share of single strikes that are those which the world is for."""
BURST_S = 0.4
"""All bidders bid at once so often, which leaves time for faults on a machine that has other work."""
MODES = ("always", "everysec")


@dataclass(frozen=True)
class Round:
    """A world, the mode of its Redis, and the strikes, in their order."""

    seed: int
    world: World
    fsync: str
    strikes: Sequence[Strike[Any]]

    @property
    def durability(self) -> str:
        """The mode in which the answers were given."""
        return "replicated" if self.world.answers_wait else self.fsync

    async def carry_out(
        self, database: str, *, report: Callable[[str], object] = lambda line: None
    ) -> Outcome:
        """Run the round on an empty database."""
        options = {} if self.fsync == MODES[0] else {"fsync": self.fsync}
        with tempfile.TemporaryDirectory(prefix="auction-faults-") as name:
            folder = Path(name)
            async with self.world.scene(database, folder, seed=self.seed, **options) as scene:
                outcome = await carry_out(
                    scene,
                    self.strikes,
                    folder,
                    may_lose=self.world.may_lose,
                    alarms=ALARMS if self.world.redis_loses else ALARMS | SIGNS_OF_LOSS,
                    burst_s=BURST_S,
                    report=report,
                )
        outcome.tally.durability[self.durability] += 1
        return outcome


def round_of(
    seed: int, *, pairs: float = PAIRS, strikes: int = STRIKES, worlds: Sequence[World] = WORLDS
) -> Round:
    """Return the round of a seed; `pairs` is the share of pairs among its strikes."""
    random = Random(seed)
    possible = [world for world in worlds if not world.missing()]
    world = random.choices(possible, [world.weight for world in possible])[0]
    own_redis = getattr(world.scene, "func", world.scene) is one_redis
    fsync = random.choice(MODES) if own_redis else MODES[0]
    together = possible_pairs(world.areas, LOSING)
    chosen: list[Strike[Any]] = []
    while len(chosen) < strikes:
        if random.random() < pairs:
            chosen.append(chosen_pair(random, together))
        else:
            # The faults that only this world has strike more often than the common ones.
            area = world.areas[-1] if random.random() < ONES_OWN else random.choice(world.areas)
            chosen.append(random.choice(area))
    return Round(seed, world, fsync, chosen)
