"""An identity provider's keys for the tests, the tokens that it signs, and those that a forger makes."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

SECRET = "a secret that only the tests know, long enough"
FAR_FUTURE_S = 9_999_999_999
CLAIMS: dict[str, Any] = {"sub": "u1", "name": "Ann", "role": "bidder", "exp": FAR_FUTURE_S}


@cache
def rsa_key(name: str = "main") -> RSAPrivateKey:
    """Return the RSA key of that name, the same for the whole run."""
    return generate_rsa(public_exponent=65537, key_size=2048)


@cache
def ed_key(name: str = "main") -> Ed25519PrivateKey:
    """Return the Ed25519 key of that name."""
    return Ed25519PrivateKey.generate()


def public_pem(key: RSAPrivateKey | Ed25519PrivateKey) -> str:
    """Return a key's public half in PEM."""
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem.decode()


def jwks(**keys: RSAPrivateKey | Ed25519PrivateKey) -> str:
    """Return the JWKS document that publishes keys under their key ids."""
    return json.dumps({"keys": [{**_jwk(key), "kid": kid} for kid, key in keys.items()]})


def signed(
    key: RSAPrivateKey | Ed25519PrivateKey | str,
    algorithm: str,
    *,
    kid: str | None = None,
    **changes: Any,
) -> str:
    """Return a token with CLAIMS and changes; a claim that is changed to `...` is left out."""
    claims = {name: value for name, value in (CLAIMS | changes).items() if value is not ...}
    headers = None if kid is None else {"kid": kid}
    # As JWS, because a JWT encoder would refuse to write some of the claims that are tried here.
    return jwt.api_jws.encode(json.dumps(claims).encode(), key, algorithm, headers=headers)


def forged(header: dict[str, Any], key: bytes) -> str:
    """Return a token with an arbitrary header, signed by HMAC-SHA256 regardless of it."""
    body = f"{_b64(json.dumps(header).encode())}.{_b64(json.dumps(CLAIMS).encode())}"
    return f"{body}.{_b64(hmac.digest(key, body.encode(), hashlib.sha256))}"


def elliptic_jwk(kid: str) -> dict[str, Any]:
    """Return a key of a third kind, which no configuration of ours uses."""
    key = generate_private_key(SECP256R1()).public_key()
    return {**ECAlgorithm.to_jwk(key, as_dict=True), "kid": kid}


def _jwk(key: RSAPrivateKey | Ed25519PrivateKey) -> dict[str, Any]:
    if isinstance(key, RSAPrivateKey):
        return RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)


def _b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
