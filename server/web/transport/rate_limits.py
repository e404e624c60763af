"""The rates of HTTP requests, by address and by user; sockets have limits of their own (0035, 0083)."""

from dataclasses import dataclass

from aiohttp import web

from server.domain.rejection import Code
from server.domain.types import UserId
from server.edge.addresses import client_address
from server.edge.rates import Rates
from server.web.transport.counters import HttpCounters
from server.wire.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLimits:
    """The rates of a node."""

    address_requests_per_s: int = 1_000
    user_requests_per_s: int = 50
    registrations_per_s: int = 20
    """Of one address."""
    renames_per_s: int = 1
    """Of one user."""


class RequestRates:
    """Refuses requests above the limits with `rate_limited`; with `limits` None, none."""

    def __init__(
        self, limits: RequestLimits | None, counters: HttpCounters, *, trusted_proxies: int = 0
    ) -> None:
        self._on = limits is not None
        limits = limits or RequestLimits()
        self._addresses = Rates(limits.address_requests_per_s)
        self._users = Rates(limits.user_requests_per_s)
        self._registrations = Rates(limits.registrations_per_s)
        self._renames = Rates(limits.renames_per_s)
        self._trusted_proxies = trusted_proxies
        self._counters = counters

    def request(self, request: web.BaseRequest) -> None:
        """Count a request of an address; raises Refused."""
        self._spend(self._addresses, self._address(request), "address", "too many requests")

    def admits(self, address: str) -> bool:
        """Count a request of an address if its rate allows it; a refusal is not counted."""
        return not (self._on and self._addresses.spend(address))

    def user(self, user_id: UserId) -> None:
        """Count a request of a user; raises Refused."""
        self._spend(self._users, user_id, "user", "too many requests of this user")

    def registration(self, request: web.BaseRequest) -> None:
        """Count a registration from an address; raises Refused."""
        self._spend(
            self._registrations, self._address(request), "registration", "too many registrations"
        )

    def rename(self, user_id: UserId) -> None:
        """Count a new name of a user; raises Refused."""
        self._spend(self._renames, user_id, "rename", "too many new names")

    def _spend(self, rates: Rates, client: str, limit: str, message: str) -> None:
        wait_ms = rates.spend(client) if self._on else 0
        if wait_ms:
            self._counters.refuse(limit)
            raise Refused(Code.RATE_LIMITED, message, retry_after_ms=wait_ms)

    def _address(self, request: web.BaseRequest) -> str:
        forwarded = ",".join(request.headers.getall("X-Forwarded-For", ()))
        return client_address(request.remote or "", forwarded, self._trusted_proxies)
