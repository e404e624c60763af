"""A valid token proves its user's identity, in its time and from its issuer."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from server.domain.types import CONSIGNOR, Role, UserId
from server.identity.tokens import SharedSecret, TokenRules, Tokens
from tests.unit.identity.keyring import (
    FAR_FUTURE_S,
    SECRET,
    ed_key,
    rsa_key,
    signed,
)
from tests.unit.identity.verifiers import (
    ANN,
    CODES,
    OURS,
    key_file,
    public_ed,
    public_rsa,
    refusal_of,
)

LEEWAY_S = 30


def _claims(**claims: Any) -> dict[str, Any]:
    return claims


# Good ones


@pytest.mark.parametrize("role", list(Role))
def test_a_token_that_we_issued_proves_its_user(role: Role) -> None:
    before = int(time.time())
    identity = OURS.verify(OURS.issue(UserId("u1"), "Ann", role, ttl_s=60))
    assert (identity.user_id, identity.name, identity.role) == ("u1", "Ann", role)
    assert before + 60 <= identity.expires_at <= int(time.time()) + 60


@pytest.mark.parametrize(
    ("tokens", "token"),
    [
        (lambda: OURS, lambda: signed(SECRET, "HS256")),
        (public_rsa, lambda: signed(rsa_key(), "RS256")),
        (public_ed, lambda: signed(ed_key(), "EdDSA")),
        (key_file, lambda: signed(rsa_key("k1"), "RS256", kid="k1")),
        (key_file, lambda: signed(rsa_key("k2"), "RS256", kid="k2")),
    ],
    ids=["secret", "rsa", "ed25519", "first of a file", "second of a file"],
)
def test_a_token_signed_with_a_configured_key_speaks_for_its_user(
    tokens: Callable[[], Tokens], token: Callable[[], str]
) -> None:
    assert tokens().verify(token()) == ANN


def test_no_token_speaks_for_a_bidder_of_the_room() -> None:
    token = signed(SECRET, "HS256", **_claims(sub=CONSIGNOR))
    assert refusal_of(OURS, token) == "a user id can't begin with room:"


def test_claims_that_others_need_do_no_harm() -> None:
    token = signed(SECRET, "HS256", aud="elsewhere", iss="https://id.example", scope="openid")
    assert OURS.verify(token) == ANN


# Time


def test_the_refusal_of_an_expired_token_says_so() -> None:
    assert refusal_of(OURS, signed(SECRET, "HS256", exp=int(time.time()) - 1)).endswith("expired")


def test_a_token_expires_at_its_second_and_not_later() -> None:
    assert refusal_of(OURS, signed(SECRET, "HS256", exp=int(time.time()))).endswith("expired")


@pytest.mark.parametrize("claim", ["nbf", "iat"])
def test_a_token_is_not_good_before_its_time(claim: str) -> None:
    assert refusal_of(OURS, signed(SECRET, "HS256", **_claims(**{claim: FAR_FUTURE_S}))).endswith(
        "yet"
    )


def test_the_difference_of_two_clocks_is_forgiven_up_to_the_leeway() -> None:
    tokens = Tokens(SharedSecret(SECRET), TokenRules(leeway_s=LEEWAY_S))
    now = time.time()
    for claims in ({"exp": now - LEEWAY_S + 10}, {"nbf": now + 20.5}, {"iat": now + 20.5}):
        identity = tokens.verify(signed(SECRET, "HS256", **_claims(**claims)))
        assert not identity.has_expired(now)
    for claims in ({"exp": now - LEEWAY_S - 2}, {"nbf": now + LEEWAY_S + 30}):
        assert refusal_of(tokens, signed(SECRET, "HS256", **_claims(**claims)))


def test_times_may_have_a_fraction() -> None:
    soon = signed(SECRET, "HS256", exp=FAR_FUTURE_S + 0.5, iat=1.25, nbf=1e3)
    assert OURS.verify(soon).expires_at == FAR_FUTURE_S


# The replacement of a secret

FORMER = "the secret that signed tokens until yesterday, say"


def test_tokens_of_another_accepted_secret_prove_the_same() -> None:
    tokens = Tokens(SharedSecret(SECRET), others=(SharedSecret(FORMER),))
    for secret in (FORMER, SECRET, FORMER):
        assert tokens.verify(signed(secret, "HS256")).user_id == "u1"
    assert refusal_of(tokens, signed(FORMER[::-1], "HS256"))


def test_tokens_are_made_with_the_first_secret_only() -> None:
    token = Tokens(SharedSecret(SECRET), others=(SharedSecret(FORMER),)).issue(
        UserId("u1"), "Ann", Role.BIDDER, ttl_s=60
    )
    assert Tokens(SharedSecret(SECRET)).verify(token).user_id == "u1"
    assert refusal_of(Tokens(SharedSecret(FORMER)), token)


def test_an_expired_token_of_another_secret_is_refused_as_expired() -> None:
    tokens = Tokens(SharedSecret(SECRET), others=(SharedSecret(FORMER),))
    assert refusal_of(tokens, signed(FORMER, "HS256", exp=1)).endswith("expired")


# Issuer and audience

FOR_US = Tokens(
    SharedSecret(SECRET), TokenRules(issuer="https://id.example", audience="auction"), CODES
)


@pytest.mark.parametrize("audience", ["auction", ["other", "auction"]])
def test_a_token_of_the_issuer_for_the_audience_is_taken(audience: object) -> None:
    token = signed(SECRET, "HS256", iss="https://id.example", aud=audience)
    assert FOR_US.verify(token) == ANN


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": ...},
        {"iss": "https://id.example/"},
        {"iss": ["https://id.example"]},
        {"iss": 1},
        {"aud": ...},
        {"aud": "other"},
        {"aud": ["other"]},
        {"aud": []},
        {"aud": {"auction": 1}},
        {"aud": None},
    ],
    ids=repr,
)
def test_a_token_of_another_issuer_or_for_another_audience_is_refused(
    changes: dict[str, Any],
) -> None:
    claims: dict[str, Any] = {"iss": "https://id.example", "aud": "auction", **changes}
    assert refusal_of(FOR_US, signed(SECRET, "HS256", **claims))


def test_a_deployment_takes_the_tokens_that_it_makes() -> None:
    assert FOR_US.verify(FOR_US.issue(UserId("u1"), "Ann", Role.BIDDER, ttl_s=60)).user_id == "u1"


# Making them


def test_only_a_deployment_with_a_secret_makes_tokens() -> None:
    assert OURS.can_issue
    assert not public_rsa().can_issue
    assert not key_file().can_issue
    with pytest.raises(AssertionError):
        public_rsa().issue(UserId("u1"), "Ann", Role.ADMIN, ttl_s=60)
