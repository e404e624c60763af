"""Verifiers of tokens, with each kind of key, for the tests."""

import pytest

from server.domain.rejection import Code
from server.domain.types import Role, UserId
from server.identity.handles import HandleCodes
from server.identity.identity import Identity
from server.identity.jwks import KeyFile
from server.identity.tokens import PublicKey, SharedSecret, Tokens
from server.wire.errors import Refused
from tests.unit.identity.keyring import (
    FAR_FUTURE_S,
    SECRET,
    ed_key,
    jwks,
    public_pem,
    rsa_key,
)

CODES = HandleCodes(b"a key that only the tests know")
OURS = Tokens(SharedSecret(SECRET), codes=CODES)
ANN = Identity(UserId("u1"), "Ann", Role.BIDDER, FAR_FUTURE_S, CODES.code(UserId("u1")))


def public_rsa() -> Tokens:
    return Tokens(PublicKey(public_pem(rsa_key()), "RS256"), codes=CODES)


def public_ed() -> Tokens:
    return Tokens(PublicKey(public_pem(ed_key()), "EdDSA"), codes=CODES)


def key_file() -> Tokens:
    return Tokens(KeyFile(jwks(k1=rsa_key("k1"), k2=rsa_key("k2")), "RS256"), codes=CODES)


def refusal_of(tokens: Tokens, token: str) -> str:
    """Return why a token is refused; it must be, as unauthenticated."""
    with pytest.raises(Refused) as refused:
        tokens.verify(token)
    assert refused.value.rejection.code is Code.UNAUTHENTICATED
    return refused.value.rejection.message
