"""A token that is not signed with the configured key and algorithm is refused."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest

from server.identity.tokens import PublicKey, SharedSecret, Tokens
from server.wire.requests import TOKEN_CHARS_MAX
from tests.unit.identity.keyring import (
    FAR_FUTURE_S,
    SECRET,
    ed_key,
    forged,
    public_pem,
    rsa_key,
    signed,
)
from tests.unit.identity.verifiers import (
    OURS,
    key_file,
    public_ed,
    public_rsa,
    refusal_of,
)


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
