"""Requests above the rate of their address or user are refused with the time to wait."""

from functools import partial

import pytest

from server.domain.types import UserId
from server.web.transport.counters import HttpCounters
from server.web.transport.rate_limits import RequestLimits, RequestRates
from server.wire.errors import Refused
from tests.unit.web.requests import request

ONE = RequestLimits(
    address_requests_per_s=1, user_requests_per_s=1, registrations_per_s=1, renames_per_s=1
)


def test_each_limit_refuses_and_counts() -> None:
    counters = HttpCounters()
    rates = RequestRates(ONE, counters)
    for refused, call in (
        ("address", partial(rates.request, request())),
        ("user", partial(rates.user, UserId("ann"))),
        ("registration", partial(rates.registration, request())),
        ("rename", partial(rates.rename, UserId("ann"))),
    ):
        call()
        call()
        with pytest.raises(Refused) as error:
            call()
        assert error.value.rejection.code == "rate_limited"
        wait_ms = error.value.rejection.details["retry_after_ms"]
        assert isinstance(wait_ms, int)
        assert 0 < wait_ms <= 1000
        assert counters.refused[refused] == 1


def test_addresses_are_told_apart_by_a_trusted_proxy() -> None:
    rates = RequestRates(ONE, HttpCounters(), trusted_proxies=1)
    for number in range(10):
        rates.request(request(**{"X-Forwarded-For": f"10.0.0.{number}:80{number}"}))
    for port in range(2):
        rates.request(request(**{"X-Forwarded-For": f"10.0.1.1:{port}"}))
    with pytest.raises(Refused):
        rates.request(request(**{"X-Forwarded-For": "10.0.1.1:3"}))


def test_without_limits_nothing_is_refused() -> None:
    counters = HttpCounters()
    rates = RequestRates(None, counters)
    for _ in range(300):
        rates.request(request())
        rates.user(UserId("ann"))
        rates.registration(request())
        rates.rename(UserId("ann"))
    assert not any(counters.refused.values())
