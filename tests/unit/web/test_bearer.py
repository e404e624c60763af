"""The identity in an Authorization header."""

import pytest

from server.domain.types import Role, UserId
from server.identity.tokens import SharedSecret, Tokens
from server.web.bearer import Bearer
from server.web.transport.counters import HttpCounters
from server.web.transport.rate_limits import RequestLimits, RequestRates
from server.wire.errors import Refused
from tests.unit.web.requests import request

TOKENS = Tokens(SharedSecret("a secret that only this test knows"))
COUNTERS = HttpCounters()
BEARER = Bearer(TOKENS, RequestRates(None, COUNTERS))
TOKEN = TOKENS.issue(UserId("ann"), "Ann", Role.BIDDER, ttl_s=3_600)


def test_a_request_without_a_token_has_no_identity() -> None:
    assert BEARER.identity(request()) is None


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_good_token_is_its_users_identity(scheme: str) -> None:
    identity = BEARER.identity(request(Authorization=f"{scheme} {TOKEN}"))
    assert identity is not None
    assert identity.user_id == "ann"


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Bearer nonsense", "", f"Token {TOKEN}"])
def test_a_wrong_header_is_refused_and_never_anonymous(header: str) -> None:
    with pytest.raises(Refused, match="unauthenticated"):
        BEARER.identity(request(Authorization=header))


def test_the_requests_of_a_user_are_counted_and_those_of_nobody_are_not() -> None:
    rates = RequestRates(RequestLimits(user_requests_per_s=1), COUNTERS)
    bearer = Bearer(TOKENS, rates)
    for _ in range(5):
        assert bearer.identity(request()) is None
    known = request(Authorization=f"Bearer {TOKEN}")
    assert bearer.identity(known) == bearer.identity(known)
    with pytest.raises(Refused, match="rate_limited"):
        bearer.identity(known)
