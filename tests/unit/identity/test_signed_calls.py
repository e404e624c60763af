"""Signed calls: exactly the body that was signed, at about the time that was signed."""

import base64

import pytest

from server.identity.signed_calls import TOLERANCE_S, secret_of, verified_call
from server.webhooks.signatures import new_secret, signature, written_secret
from server.wire.errors import Refused

SECRET = new_secret()
BODY = b'{"auction_id":"spring","user_id":"ann"}'
NOW = 1_700_000_000


def headers(**changes: str) -> dict[str, str]:
    signed = signature(SECRET, "call-1", NOW, BODY)
    names = {"id": "call-1", "timestamp": str(NOW), "signature": signed, **changes}
    return {f"webhook-{name}": value for name, value in names.items()}


def test_a_call_that_is_signed_as_the_webhooks_are_is_taken() -> None:
    assert verified_call(SECRET, headers(), BODY, NOW) == "call-1"
    rotated = f"v1,bm90IHRoaXMgb25l {signature(SECRET, 'call-1', NOW, BODY)}"
    assert verified_call(SECRET, headers(signature=rotated), BODY, NOW + TOLERANCE_S) == "call-1"


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "call-2"},
        {"id": ""},
        {"id": "x" * 201},
        {"timestamp": str(NOW + 1)},
        {"timestamp": "-1"},
        {"timestamp": "\u0661"},
        {"signature": ""},
        {"signature": "v1,"},
        {"signature": signature(SECRET, "call-1", NOW, BODY).replace("v1,", "v2,")},
        {"signature": signature(new_secret(), "call-1", NOW, BODY)},
    ],
)
def test_a_call_with_another_header_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(Refused, match="unauthenticated"):
        verified_call(SECRET, headers(**changes), BODY, NOW)


def test_another_body_and_another_time_are_refused() -> None:
    for body, now in (
        (BODY + b" ", NOW),
        (BODY, NOW + TOLERANCE_S + 1),
        (BODY, NOW - TOLERANCE_S - 1),
    ):
        with pytest.raises(Refused, match="unauthenticated"):
            verified_call(SECRET, headers(), body, now)


def test_without_a_secret_nothing_is_taken() -> None:
    with pytest.raises(Refused, match="unauthenticated"):
        verified_call(None, headers(), BODY, NOW)


def test_a_secret_is_written_as_that_of_a_webhook() -> None:
    assert secret_of(written_secret(SECRET)) == SECRET


@pytest.mark.parametrize(
    "written",
    ["", "secret", "whsec_", "whsec_!!!!", "whsec_" + base64.b64encode(b"short").decode()],
)
def test_a_weak_or_malformed_secret_is_an_error(written: str) -> None:
    with pytest.raises(ValueError, match="a secret"):
        secret_of(written)
