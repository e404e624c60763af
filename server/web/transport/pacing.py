"""Pacing: what an address requests in quick succession is begun one after another (0211).

A rate limit alone lets an address use the loop up as long as it stays below its rate, and refusals cost
nearly as much as answers. A request that has to wait costs nothing until its turn.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable

from aiohttp import web

from server.edge.addresses import client_address, forwarded_in
from server.edge.rates import Rates
from server.web.transport.counters import HttpCounters

PROMPT_SHARE = 40
"""An address has its requests begun at once up to this fraction of its rate limit."""
SHARE = 4
"""After a request that waited, the next one is begun no sooner than this multiple of the CPU time later."""
TICK_S = 0.001
"""How long the CPU time of a request that waited is counted, with everything else that runs meanwhile."""
PAUSE_MAX_S = 0.01

Begin = Callable[[], bool]
"""Begins a request; returns False if its client has gone."""


class Pacing:
    """Begins requests at once or in turn. The addresses whose requests wait have a turn each."""

    def __init__(
        self,
        address_requests_per_s: int | None,
        counters: HttpCounters,
        *,
        trusted_proxies: int = 0,
        cpu_s: Callable[[], float] = time.thread_time,
    ) -> None:
        """`cpu_s` returns the seconds of CPU time that the loop has used. None turns pacing off."""
        rate = address_requests_per_s
        self._prompt = None if rate is None else Rates(max(rate // PROMPT_SHARE, 1))
        self._counters = counters
        self._trusted_proxies = trusted_proxies
        self._cpu_s = cpu_s
        self._waiting: dict[str, deque[Begin]] = {}
        self._began = 0.0
        self._timer: asyncio.Handle | None = None

    def connection_waits(self, peer: str, data: bytes, begin: Begin) -> bool:
        """Tell whether a connection that begins with `data` waits; its turn calls `begin`."""
        if self._prompt is None:
            return False
        forwarded = forwarded_in(data) if self._trusted_proxies else ""
        return self._waits(self._prompt, self._client(peer, forwarded), begin)

    async def request(self, request: web.BaseRequest) -> None:
        """Wait until a further request on a connection may begin."""
        if self._prompt is None:
            return
        turn = asyncio.get_running_loop().create_future()
        forwarded = ",".join(request.headers.getall("X-Forwarded-For", ()))
        address = self._client(request.remote or "", forwarded)
        if self._waits(self._prompt, address, lambda: _given(turn)):
            await turn

    def _client(self, peer: str, forwarded_for: str) -> str:
        return client_address(peer, forwarded_for, self._trusted_proxies)

    def _waits(self, prompt: Rates, address: str, begin: Begin) -> bool:
        if address not in self._waiting and not prompt.spend(address):
            return False
        self._counters.waited += 1
        self._waiting.setdefault(address, deque()).append(begin)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_soon(self._give_turn)
        return True

    def _give_turn(self) -> None:
        """Begin the next request whose client is still there."""
        self._timer, self._began = None, self._cpu_s()
        if self._waiting:
            # The next turn does not depend on what this one raises.
            self._timer = asyncio.get_running_loop().call_later(TICK_S, self._pause)
        while self._waiting and not self._next()():
            pass

    def _next(self) -> Begin:
        """Take a request of the address whose turn it is out of the waiting ones."""
        address = next(iter(self._waiting))
        requests = self._waiting.pop(address)
        begin = requests.popleft()
        if requests:
            self._waiting[address] = requests
        return begin

    def _pause(self) -> None:
        # The time counts what else ran meanwhile, so that these requests take less of a busy loop.
        pause_s = SHARE * (self._cpu_s() - self._began) - TICK_S
        self._timer = asyncio.get_running_loop().call_later(
            min(max(pause_s, 0.0), PAUSE_MAX_S), self._give_turn
        )


def _given(turn: "asyncio.Future[None]") -> bool:
    if turn.done():
        return False
    turn.set_result(None)
    return True
