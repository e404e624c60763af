"""The members of a cluster: adding one, restarting all one after the other, ending all."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress

from server.cluster.balancer import Balancer
from server.cluster.member import Member
from server.cluster.slots import Slot
from server.embedded.errors import EmbeddedError
from server.tasks import Tasks

END_MARGIN_S = 15.0
"""How long nodes may take to end in order, beyond the time of their own settings."""


class Cluster:
    """Nodes behind a balancer. `say` is called with each line for the operator."""

    def __init__(
        self,
        slots: Sequence[Slot],
        balancer: Balancer,
        *,
        member: Callable[[Slot], Member],
        end_s: float,
        say: Callable[[str], None],
    ) -> None:
        """`member` makes the node of a slot; nodes that do not end within `end_s` are killed."""
        self._free = list(slots)
        self._balancer = balancer
        self._member = member
        self._end_s = end_s
        self._say = say
        self._members: list[Member] = []
        self._tasks = Tasks()
        self._ending = False
        self._restarting = asyncio.Lock()

    async def add(self) -> None:
        """Start a node in the next free slot; raises EmbeddedError if it doesn't start."""
        if not self._free:
            self._say("no further node has a place")
            return
        slot = self._free.pop(0)
        member = self._member(slot)
        self._members.append(member)
        try:
            await member.start()
        except BaseException:
            self._forget(member)
            raise
        self._tasks.spawn(self._keep(member))
        await self._balancer.switch_on(slot)

    async def restart_all(self) -> None:
        """Replace the nodes one after the other, the next when clients reach the last."""
        async with self._restarting:
            for member in list(self._members):
                if member not in self._members or self._ending:
                    continue
                await member.replace()
                if not await self._balancer.until_served(member.slot):
                    self._say(
                        f"{member.slot.name} gets no clients; the others are left as they are"
                    )
                    return
            self._say("all nodes were restarted")

    def act(self, work: Coroutine[object, object, None]) -> None:
        """Begin an act in the background; its failure is said."""
        self._tasks.spawn(self._said(work))

    @asynccontextmanager
    async def running(self, count: int) -> AsyncIterator[None]:
        """Run so many nodes while inside; at the end all nodes end in order. Raises EmbeddedError."""
        try:
            await asyncio.gather(*(self.add() for _ in range(count)))
            yield
        finally:
            self._ending = True
            await self._end()

    async def _end(self) -> None:
        members = list(self._members)
        for each in members:
            each.end(signal.SIGINT)  # no other node is left to which sockets could be sent
        with suppress(TimeoutError):
            async with asyncio.timeout(self._end_s):
                await asyncio.gather(*(each.ended() for each in members))
        for each in members:
            each.end(signal.SIGKILL)
        await asyncio.gather(*(each.ended() for each in members))
        await self._tasks.cancel()

    async def _keep(self, member: Member) -> None:
        await member.run()
        self._forget(member)

    def _forget(self, member: Member) -> None:
        self._members.remove(member)
        self._free.append(member.slot)
        self._free.sort(key=lambda slot: slot.port)

    async def _said(self, work: Coroutine[object, object, None]) -> None:
        try:
            await work
        except EmbeddedError as error:
            self._say(str(error))
