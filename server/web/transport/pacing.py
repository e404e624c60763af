"""Pacing: requests of an address in quick succession are begun one after another (0211).

A rate limit alone lets an address use the loop up as long as it stays below its rate, and refusals cost
nearly as much as answers. A request that has to wait costs nothing until its turn.
"""

import asyncio

from aiohttp import web

from server.edge.address_turns import AddressTurns, Begin
from server.edge.addresses import client_address, forwarded_in
from server.edge.rates import Rates
from server.web.transport.counters import HttpCounters

PROMPT_SHARE = 40
"""An address has its requests begun at once up to this fraction of its rate limit."""


class Pacing:
    """Begins requests at once or in turn. The addresses whose requests wait have a turn each."""

    def __init__(
        self,
        address_requests_per_s: int | None,
        counters: HttpCounters,
        *,
        trusted_proxies: int = 0,
    ) -> None:
        """None turns pacing off."""
        rate = address_requests_per_s
        self._prompt = None if rate is None else Rates(max(rate // PROMPT_SHARE, 1))
        self._counters = counters
        self._trusted_proxies = trusted_proxies
        self._turns = AddressTurns()

    def connection_waits(self, peer: str, data: bytes, begin: Begin) -> bool:
        """Return whether a connection that begins with `data` waits; its turn calls `begin`."""
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
        if address not in self._turns and not prompt.spend(address):
            return False
        self._counters.waited += 1
        self._turns.wait(address, begin)
        return True


def _given(turn: "asyncio.Future[None]") -> bool:
    if turn.done():
        return False
    turn.set_result(None)
    return True
