"""The signature of a token (JWS in its compact form), and the claims that it proves.

PyJWT verifies the first token of each header. Later tokens with the same header take a shorter way: the
header is not parsed again, and PyJWT's algorithm verifies the signature with the prepared key (0134).
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from typing import Any, Protocol

import jwt
from jwt.algorithms import Algorithm, get_default_algorithms

KNOWN_HEADERS_MAX = 64
"""Headers that are remembered. A provider has one for each of its keys."""

_CLAIMS_CHECKED_HERE = {
    f"verify_{claim}": False for claim in ("exp", "nbf", "iat", "sub", "jti", "aud", "iss")
}
"""The library takes no times with fractions, and fails on an infinite one."""


class VerificationKeys(Protocol):
    """A source of the keys that verify tokens."""

    @property
    def algorithm(self) -> str:
        """The one algorithm that a token may use."""
        ...

    def key_for(self, key_id: str | None) -> Any:
        """Return the key that a token names; raises `jwt.PyJWTError` if there is none."""
        ...


class Signatures:
    """Verifies the signatures of tokens."""

    def __init__(self, keys: VerificationKeys) -> None:
        self._keys = keys
        self._algorithm: Algorithm = get_default_algorithms()[keys.algorithm]
        self._known: dict[bytes, str | None] = {}
        """The key ids of known headers, by their segment. Each has begun a token with a good signature."""
        self._prepared: tuple[Any, Any] = (None, None)
        """The key of the last token, as its source returned it and as the algorithm takes it."""

    def claims(self, token: str) -> dict[str, Any]:
        """Return a token's claims once its signature is verified; raises `jwt.PyJWTError`."""
        signed, _, signature = token.encode("ascii").rpartition(b".")
        header, _, payload = signed.partition(b".")
        raw, proof = _decoded(payload), _decoded(signature)
        if header not in self._known or raw is None or proof is None:
            return self._verified_by_library(token, header)
        # The key is asked for each time: a key that is no longer published verifies nothing.
        key = self._prepare(self._keys.key_for(self._known[header]))
        if not self._algorithm.verify(signed, key, proof):
            raise jwt.InvalidSignatureError("Signature verification failed")
        return _json_object(raw)

    def _verified_by_library(self, token: str, header: bytes) -> dict[str, Any]:
        key_id = jwt.get_unverified_header(token).get("kid")
        decoded = jwt.decode_complete(
            token,
            self._keys.key_for(key_id),
            algorithms=[self._keys.algorithm],
            options=_CLAIMS_CHECKED_HERE,  # type: ignore[arg-type]
        )
        if not decoded["header"].keys() - {"alg", "typ", "kid"}:
            if len(self._known) >= KNOWN_HEADERS_MAX:
                self._known.clear()
            self._known[header] = key_id
        claims: dict[str, Any] = decoded["payload"]
        return claims

    def _prepare(self, key: Any) -> Any:
        if self._prepared[0] is not key:
            self._prepared = (key, self._algorithm.prepare_key(key))
        return self._prepared[1]


def _decoded(segment: bytes) -> bytes | None:
    """Decode a segment of Base64url; return None if it is not written in the one canonical way."""
    try:
        decoded = urlsafe_b64decode(segment + b"=" * (-len(segment) % 4))
    except Base64Error:
        return None
    return decoded if urlsafe_b64encode(decoded).rstrip(b"=") == segment else None


def _json_object(text: bytes) -> dict[str, Any]:
    try:
        decoded = json.loads(text)
    except (ValueError, RecursionError):
        raise jwt.DecodeError("the claims are not JSON") from None
    if not isinstance(decoded, dict):
        raise jwt.DecodeError("the claims are not an object")
    return decoded
