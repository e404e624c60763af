"""Tokens (JWT), signed with the deployment's secret, or signed elsewhere and verified with a public key.

The configuration determines the algorithm; a token never does.
"""

import time
from dataclasses import dataclass
from typing import Any, Protocol

import jwt
from pydantic import BaseModel, ConfigDict, ValidationError

from server.domain.rejection import Code
from server.domain.types import Role, UserId
from server.identity.identity import Identity
from server.wire.errors import Refused
from server.wire.requests import Id, Name

_REQUIRED = ["sub", "name", "role", "exp"]


class _Claims(BaseModel):
    model_config = ConfigDict(extra="ignore")

    sub: Id
    name: Name
    role: Role
    exp: int


class VerificationKeys(Protocol):
    """A source of the keys that verify tokens."""

    @property
    def algorithm(self) -> str:
        """The one algorithm that a token may use."""
        ...

    def key_for(self, token: str) -> Any:
        """Return the key for a token; raises `jwt.PyJWTError` if there is none."""
        ...


@dataclass(frozen=True, slots=True)
class SharedSecret:
    """The deployment's own secret, for HS256."""

    secret: str
    algorithm: str = "HS256"

    def key_for(self, token: str) -> str:  # noqa: ARG002 - one key for all
        """Return the secret."""
        return self.secret


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One public key in PEM, for RS256 or EdDSA."""

    pem: str
    algorithm: str

    def key_for(self, token: str) -> str:  # noqa: ARG002 - one key for all
        """Return the public key."""
        return self.pem


@dataclass(frozen=True, slots=True)
class Tokens:
    """Verifies tokens, and makes them where the deployment has a secret."""

    keys: VerificationKeys
    leeway_s: int = 0

    def verify(self, token: str) -> Identity:
        """Return the identity that a token proves; raises Refused `unauthenticated`."""
        try:
            decoded = jwt.decode(
                token,
                self.keys.key_for(token),
                algorithms=[self.keys.algorithm],
                options={"require": _REQUIRED, "verify_aud": False},
                leeway=self.leeway_s,
            )
            claims = _Claims.model_validate(decoded)
        except jwt.ExpiredSignatureError:
            raise Refused(Code.UNAUTHENTICATED, "the token has expired") from None
        except (jwt.PyJWTError, ValidationError):
            raise Refused(Code.UNAUTHENTICATED, "the token is not valid") from None
        return Identity(UserId(claims.sub), claims.name, claims.role, claims.exp)

    @property
    def can_issue(self) -> bool:
        """Whether this deployment makes its own tokens."""
        return isinstance(self.keys, SharedSecret)

    def issue(self, user_id: UserId, name: str, role: Role, *, ttl_s: int) -> str:
        """Make a token that lives for `ttl_s` seconds."""
        assert isinstance(self.keys, SharedSecret), "tokens are made with a secret only"
        claims = {"sub": user_id, "name": name, "role": role.value, "exp": int(time.time()) + ttl_s}
        return jwt.encode(claims, self.keys.secret, algorithm=self.keys.algorithm)
