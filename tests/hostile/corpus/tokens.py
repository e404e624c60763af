"""Tokens that prove nothing: each is refused as `unauthenticated`, whatever the face."""

import json
import time
from base64 import urlsafe_b64encode
from typing import Any

from tests.unit.identity.keyring import (
    FAR_FUTURE_S,
    SECRET,
    ed_key,
    forged,
    public_pem,
    rsa_key,
    signed,
)

_KEY_IDS: tuple[Any, ...] = (
    *("", "k3", "../k1", "/dev/null", "k1\x00", "' OR 1=1 --", "http://127.0.0.1/", "a" * 2_000),
    *(1, None, ["k1"], {"kid": "k1"}),
)


def _each(claim: str, *values: Any) -> list[dict[str, Any]]:
    return [{claim: value} for value in values]


_CLAIMS: tuple[dict[str, Any], ...] = (
    *_each("exp", 0, 1, -1, 1e-9, "soon", "9999999999", None, True, 10**400, [1], {}),
    *_each("exp", float("nan"), float("inf"), float("-inf"), int(time.time()) - 3_600),
    *_each("nbf", "soon", FAR_FUTURE_S, float("inf"), [1], True),
    *_each("iat", "soon", FAR_FUTURE_S, float("nan"), [1], True),
    *_each("role", "root", "Bidder", "ADMIN", "", None, 1, ["admin"], {"admin": 1}),
    *_each("sub", "", " ", "a\x00", "a\u202eb", "\ud800", "a" * 256, 1, None, ["a"], {}),
    *_each("name", 1, None, ["Ann"], {}),
    *({claim: ...} for claim in ("sub", "name", "role", "exp")),
)
_TEXTS = (
    *(".", "..", "...", "a", "a.b", "a.b.c", "a.b.c.d", "a.b.c.d.e", "e30.e30.e30", "W10.e30."),
    *("null", "undefined", "true", "Bearer a.b.c", "Basic YTpi", "' OR 1=1 --", "<script>", "{}"),
)


def _part(text: bytes) -> str:
    return urlsafe_b64encode(text).rstrip(b"=").decode()


def _without_signature() -> list[str]:
    """Return tokens whose header says that they need no signature, with one and without."""
    tokens = []
    for name in ("none", "None", "NONE", "nOnE", "", None, ["none"], 0):
        token = forged({"alg": name, "typ": "JWT"}, b"")
        tokens += [token, token.rpartition(".")[0] + "."]
    return tokens


def _other_keys() -> list[str]:
    algorithms = ("HS256", "hs256", "RS256", "ES256", "PS256", "EdDSA", "dir")
    brought = {"kty": "oct", "k": _part(b"secret")}
    return [
        signed(SECRET + "!", "HS256"),
        signed(SECRET * 2, "HS512"),
        signed(rsa_key(), "RS256"),
        signed(ed_key(), "EdDSA"),
        forged({"alg": "HS256"}, public_pem(rsa_key()).encode()),
        *(forged({"alg": name}, key) for name in algorithms for key in (b"", b"\x00", b"secret")),
        *(
            forged({"alg": "HS256", name: brought}, b"secret")
            for name in ("jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "cty")
        ),
        *(forged({"alg": "HS256", "kid": kid}, key) for kid in _KEY_IDS for key in (b"", b"k1")),
    ]


def _changed() -> list[str]:
    """Return tokens of which a part belongs to another, or a character is another."""
    parts = signed(SECRET, "HS256").split(".")
    admin = signed(SECRET + "!", "HS256", role="admin").split(".")
    cut = [".".join(parts)[:size] for size in range(1, 120, 7)]
    swapped = [".".join([*parts[:at], admin[at], *parts[at + 1 :]]) for at in range(1, 3)]
    return [*swapped, *cut, ".".join(parts[:2]), ".".join([*parts, ""]), ".".join(parts) + "A"]


def _hostile_parts() -> list[str]:
    heads = (b"[" * 2_000, b'{"a":' * 500, b"\xff", b"1e999", b"9" * 2_500, b"null", b'"HS256"')
    claims = (b"[]", b"null", b"1", b"\xff", b"{", b'{"exp":1e999}', b"[" * 1_000)
    head = _part(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    return [
        *(f"{_part(each)}.e30." for each in heads),
        *(f"{head}.{_part(each)}.{_part(b'a' * 32)}" for each in claims),
    ]


TOKENS: list[str] = [
    *_TEXTS,
    *_without_signature(),
    *_other_keys(),
    *_changed(),
    *_hostile_parts(),
    *(signed(SECRET, "HS256", **changes) for changes in _CLAIMS),
]
