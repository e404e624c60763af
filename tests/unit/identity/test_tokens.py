"""A valid token proves its user's identity, and every other token is refused."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest

from server.domain.rejection import Code
from server.domain.types import Role, UserId
from server.identity.handles import HandleCodes
from server.identity.identity import Identity
from server.identity.jwks import KeyFile
from server.identity.tokens import PublicKey, SharedSecret, TokenRules, Tokens
from server.wire.errors import Refused
from server.wire.requests import TOKEN_CHARS_MAX
from tests.unit.identity.keyring import (
    CLAIMS,
    FAR_FUTURE_S,
    SECRET,
    ed_key,
    forged,
    jwks,
    public_pem,
    rsa_key,
    signed,
)

CODES = HandleCodes(b"a key that only the tests know")
OURS = Tokens(SharedSecret(SECRET), codes=CODES)
ANN = Identity(UserId("u1"), "Ann", Role.BIDDER, FAR_FUTURE_S, CODES.code(UserId("u1")))
LEEWAY_S = 30


def public_rsa() -> Tokens:
    return Tokens(PublicKey(public_pem(rsa_key()), "RS256"), codes=CODES)


def public_ed() -> Tokens:
    return Tokens(PublicKey(public_pem(ed_key()), "EdDSA"), codes=CODES)


def key_file() -> Tokens:
    return Tokens(KeyFile(jwks(k1=rsa_key("k1"), k2=rsa_key("k2")), "RS256"), codes=CODES)


def _claims(**claims: Any) -> dict[str, Any]:
    return claims


def refusal_of(tokens: Tokens, token: str) -> str:
    """Return why a token is refused; it must be, as unauthenticated."""
    with pytest.raises(Refused) as refused:
        tokens.verify(token)
    assert refused.value.rejection.code is Code.UNAUTHENTICATED
    return refused.value.rejection.message


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


# Claims


@pytest.mark.parametrize("claim", list(CLAIMS))
def test_a_token_without_one_of_the_claims_is_refused(claim: str) -> None:
    left_out: dict[str, Any] = {claim: ...}
    assert refusal_of(OURS, signed(SECRET, "HS256", **left_out))


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": "soon"},
        {"exp": -1},
        {"exp": 10**400},
        {"exp": "9999999999"},
        {"nbf": "soon"},
        {"nbf": float("inf")},
        {"iat": float("nan")},
        {"iat": [1]},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"exp": None},
        {"exp": True},
        {"exp": [FAR_FUTURE_S]},
        {"exp": {}},
        {"role": "root"},
        {"role": "Bidder"},
        {"role": ["admin"]},
        {"role": None},
        {"sub": ""},
        {"sub": 1},
        {"sub": "  "},
        {"sub": "a" * 256},
        {"sub": "a\u202eb"},
        {"sub": "a\u200bb"},
        {"sub": "a\x00"},
        {"sub": "\ud800"},
        {"sub": ["u1"]},
        {"name": 1},
        {"name": None},
        {"name": ["Ann"]},
    ],
    ids=repr,
)
def test_a_token_with_a_claim_of_another_kind_is_refused(changes: dict[str, Any]) -> None:
    assert refusal_of(OURS, signed(SECRET, "HS256", **changes))


@pytest.mark.parametrize(
    "sub",
    [
        "auth0|5f7c8ec7c33c6c004bbafe82",
        "ann@example.org",
        "https://id.example/users/7?x=1#y",
        "CN=Ann Smith, O=House",
        "a/b%2Fc",
        "Zoë Ångström",
        "x" * 255,
    ],
)
def test_a_user_id_has_any_printable_form_of_up_to_255_characters(sub: str) -> None:
    assert OURS.verify(signed(SECRET, "HS256", sub=sub)).user_id == sub


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("A" * 41, "A" * 40),
        (
            "Doña María de las Mercedes Fernández-Cuesta y Ruiz",
            "Doña María de las Mercedes Fernández-Cue",
        ),
        ("Ann\nSmith", "Ann Smith"),
        ("\u202eAnn\u200b", "Ann"),
        ("\ud800Ann", "Ann"),
        (" Ann  Smith ", "Ann Smith"),
        ("", "anonymous"),
        ("\u200b \u2028", "anonymous"),
    ],
)
def test_a_name_is_cut_and_cleaned_and_not_refused(name: str, shown: str) -> None:
    assert OURS.verify(signed(SECRET, "HS256", name=name)).name == shown


def test_a_user_keeps_their_code_when_their_name_changes() -> None:
    before = OURS.verify(signed(SECRET, "HS256", name="Ann Smith"))
    after = OURS.verify(signed(SECRET, "HS256", name="Ann Jones"))
    assert before.handle != after.handle
    assert before.code == after.code


# Signatures


@pytest.mark.parametrize(
    ("tokens", "token"),
    [
        (lambda: OURS, lambda: signed(SECRET + "!", "HS256")),
        (public_rsa, lambda: signed(rsa_key("a stranger's"), "RS256")),
        (public_ed, lambda: signed(ed_key("a stranger's"), "EdDSA")),
        (key_file, lambda: signed(rsa_key("a stranger's"), "RS256", kid="k1")),
    ],
    ids=["secret", "rsa", "ed25519", "file"],
)
def test_a_token_signed_with_another_key_is_refused(
    tokens: Callable[[], Tokens], token: Callable[[], str]
) -> None:
    assert refusal_of(tokens(), token())


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE", "", None, ["none"], 0])
@pytest.mark.parametrize("tokens", [lambda: OURS, public_rsa, public_ed, key_file])
def test_a_token_that_claims_to_need_no_signature_is_refused(
    tokens: Callable[[], Tokens], name: object
) -> None:
    header, claims, _ = forged({"alg": name, "typ": "JWT", "kid": "k1"}, b"").split(".")
    assert refusal_of(tokens(), f"{header}.{claims}.")


@pytest.mark.parametrize("key", [rsa_key, ed_key])
@pytest.mark.parametrize("ending", ["\n", ""])
def test_the_public_key_is_no_secret_to_sign_with(key: Callable[[], Any], ending: str) -> None:
    """Algorithm confusion: HS256 with the bytes of the public key, which everybody has."""
    pem = public_pem(key())
    token = forged({"alg": "HS256", "typ": "JWT"}, (pem.strip() + ending).encode())
    assert refusal_of(Tokens(PublicKey(pem, "RS256")), token)
    assert refusal_of(Tokens(PublicKey(pem, "EdDSA")), token)


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_the_algorithm_is_the_configured_one_even_with_the_right_secret(algorithm: str) -> None:
    longer = SECRET * 2  # as long as the stronger hashes want it
    assert refusal_of(Tokens(SharedSecret(longer)), signed(longer, algorithm))


def test_a_token_with_the_right_key_and_another_algorithm_is_refused() -> None:
    assert refusal_of(public_rsa(), signed(rsa_key(), "RS512"))
    assert refusal_of(public_rsa(), signed(rsa_key(), "PS256"))


@pytest.mark.parametrize(
    "kid", ["", "k3", "../k1", "/dev/null", "k1\x00", "' OR 1=1 --", 1, None, ["k1"], {"kid": "k1"}]
)
@pytest.mark.parametrize("secret", [b"", b"\x00", b"k1"])
def test_no_key_id_leads_to_a_key_that_is_not_in_the_file(kid: object, secret: bytes) -> None:
    assert refusal_of(key_file(), forged({"alg": "HS256", "kid": kid}, secret))
    assert refusal_of(key_file(), forged({"alg": "RS256", "kid": kid}, secret))


def test_a_key_is_used_for_its_own_key_id_only() -> None:
    assert refusal_of(key_file(), signed(rsa_key("k1"), "RS256", kid="k2"))


@pytest.mark.parametrize("header", ["jwk", "jku", "x5u", "x5c"])
def test_a_key_that_a_token_brings_along_is_not_used(header: str) -> None:
    brought = {"alg": "HS256", "kid": "k1", header: {"kty": "oct", "k": "c2VjcmV0"}}
    assert refusal_of(key_file(), forged(brought, b"secret"))


@pytest.mark.parametrize("position", range(3))
def test_a_token_with_one_changed_part_is_refused(position: int) -> None:
    parts = signed(SECRET, "HS256").split(".")
    other = signed(SECRET, "HS256", sub="u2", exp=FAR_FUTURE_S - 1).split(".")
    other[0] = forged({"alg": "HS256", "typ": "JWT", "x": 1}, SECRET.encode()).split(".")[0]
    parts[position] = other[position]
    assert refusal_of(OURS, ".".join(parts))


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "...",
        "a",
        "a.b.c",
        "é.é.é",
        "\x00",
        "e30.e30.e30",
        "W10.e30.",
        "x" * 10_000,
        "\ud800.a.b",
    ],
)
def test_a_text_that_is_no_token_is_refused(token: str) -> None:
    assert refusal_of(OURS, token)
    assert refusal_of(public_rsa(), token)
    assert refusal_of(key_file(), token)


def test_a_token_has_at_most_as_many_characters_as_a_socket_may_send() -> None:
    token = signed(SECRET, "HS256", padding="x")
    room = (TOKEN_CHARS_MAX - len(token)) * 3 // 4
    assert OURS.verify(signed(SECRET, "HS256", padding="x" * (room - 4))).user_id == "u1"
    assert refusal_of(OURS, signed(SECRET, "HS256", padding="x" * (room + 8)))


@pytest.mark.parametrize("header", [b"[" * 2_500, b'{"a":' * 500, b"\xff", b"1e999", b"9" * 2_900])
def test_a_hostile_header_is_refused(header: bytes) -> None:
    first = urlsafe_b64encode(header).rstrip(b"=").decode()
    for tokens in (OURS, public_rsa(), key_file()):
        assert refusal_of(tokens, f"{first}.e30.")


def test_a_refusal_does_not_help_a_forger() -> None:
    wrong = [
        "a.b.c",
        signed(SECRET + "!", "HS256"),
        signed(SECRET, "HS256", role="root"),
        forged({"alg": "none"}, b""),
    ]
    assert {refusal_of(OURS, token) for token in wrong} == {"the token is not valid"}


# Making them


def test_only_a_deployment_with_a_secret_makes_tokens() -> None:
    assert OURS.can_issue
    assert not public_rsa().can_issue
    assert not key_file().can_issue
    with pytest.raises(AssertionError):
        public_rsa().issue(UserId("u1"), "Ann", Role.ADMIN, ttl_s=60)
