"""A replica of a server: how far behind its primary it is, and WAIT, which asks for it."""

import asyncio
from collections.abc import Callable

from tests.simulation.wire import NETWORK, Answer

LAG_S = 0.0005
ASK_AGAIN_S = 0.005


class Replica:
    """A replica that applies each write `lag_s` after its primary; it never goes back."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        """The replica begins with everything that the primary has now."""
        self.lag_s = LAG_S
        self._now_s = now_s
        self._until_s = now_s()
        self._stopped = False

    @property
    def until_s(self) -> float:
        """The time up to which the replica has all writes."""
        if not self._stopped:
            self._until_s = max(self._until_s, self._now_s() - self.lag_s)
        return self._until_s

    def stop(self) -> None:
        """Get nothing more from the primary."""
        self._until_s, self._stopped = self.until_s, True

    def go_on(self) -> None:
        """Follow the primary again."""
        self._stopped = False


def wait_for(replica: Callable[[], Replica | None], wait_s: float, answer: Answer) -> None:
    """Answer how many replicas have everything that is written by now, after `wait_s` at most."""
    loop = asyncio.get_running_loop()
    written_s, give_up_at = loop.time(), loop.time() + wait_s

    def ask() -> None:
        found = replica()
        if found is not None and found.until_s >= written_s:
            answer(1)
        elif loop.time() >= give_up_at:
            answer(0)
        else:
            loop.call_later(ASK_AGAIN_S, ask, context=NETWORK)

    loop.call_later(LAG_S, ask, context=NETWORK)
