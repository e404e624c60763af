"""Tokens (JWT), signed with the deployment's secret, or signed elsewhere and verified with a public key.

The configuration determines the algorithm; a token never does.
"""

import time
from dataclasses import dataclass, field
from typing import Annotated, Any, Protocol

import jwt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.domain.rejection import Code
from server.domain.types import Role, UserId
from server.identity.handles import HandleCodes
from server.identity.identity import Identity
from server.wire.errors import Refused
from server.wire.requests import TOKEN_CHARS_MAX
from server.wire.text import UserIdText, clean_name

_NumericDate = Annotated[float, Field(strict=True, ge=0, le=2**53, allow_inf_nan=False)]
"""Seconds since the epoch, which may have a fraction (RFC 7519, section 2)."""


class _Claims(BaseModel):
    model_config = ConfigDict(extra="ignore")

    sub: UserIdText
    name: str
    role: Role
    exp: _NumericDate
    nbf: _NumericDate | None = None
    iat: _NumericDate | None = None


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
class TokenRules:
    """What is asked of a token beside its signature.

    `leeway_s` is the difference between the clocks of the provider and of this node that is forgiven.
    `issuer` and `audience` are checked when they are set.
    """

    leeway_s: int = 0
    issuer: str | None = None
    audience: str | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """Verifies tokens, and makes them where the deployment has a secret."""

    keys: VerificationKeys
    rules: TokenRules = TokenRules()
    codes: HandleCodes = field(default_factory=HandleCodes)

    def verify(self, token: str) -> Identity:
        """Return the identity that a token proves; raises Refused `unauthenticated`."""
        try:
            claims = _Claims.model_validate(self._decoded(token))
        except (jwt.PyJWTError, ValidationError):
            raise Refused(Code.UNAUTHENTICATED, "the token is not valid") from None
        self._check_times(claims, time.time())
        user_id = UserId(claims.sub)
        return Identity(
            user_id,
            clean_name(claims.name),
            claims.role,
            int(claims.exp),
            self.codes.code(user_id),
            self.rules.leeway_s,
        )

    @property
    def can_issue(self) -> bool:
        """Whether this deployment makes its own tokens."""
        return isinstance(self.keys, SharedSecret)

    def issue(self, user_id: UserId, name: str, role: Role, *, ttl_s: int) -> str:
        """Make a token that lives for `ttl_s` seconds."""
        assert isinstance(self.keys, SharedSecret), "tokens are made with a secret only"
        expires_at = int(time.time()) + ttl_s
        claims = {"sub": user_id, "name": name, "role": role.value, "exp": expires_at}
        asked = {"iss": self.rules.issuer, "aud": self.rules.audience}
        claims |= {claim: value for claim, value in asked.items() if value is not None}
        return jwt.encode(claims, self.keys.secret, algorithm=self.keys.algorithm)

    def _decoded(self, token: str) -> dict[str, Any]:
        """Return a token's claims with its signature verified; raises `jwt.PyJWTError`."""
        # A token is ASCII by its form; the library would fail to encode a lone surrogate.
        if len(token) > TOKEN_CHARS_MAX or not token.isascii():
            raise jwt.DecodeError("not the form of a token")
        rules = self.rules
        # The times are checked here: the library takes no fractions, and fails on an infinite one.
        decoded: dict[str, Any] = jwt.decode(
            token,
            self.keys.key_for(token),
            algorithms=[self.keys.algorithm],
            audience=rules.audience,
            issuer=rules.issuer,
            options={
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
                "verify_sub": False,
                "verify_jti": False,
                "verify_aud": rules.audience is not None,
            },
        )
        return decoded

    def _check_times(self, claims: _Claims, now: float) -> None:
        leeway_s = self.rules.leeway_s
        if int(claims.exp) + leeway_s <= now:
            raise Refused(Code.UNAUTHENTICATED, "the token has expired")
        if max(claims.nbf or 0, claims.iat or 0) > now + leeway_s:
            raise Refused(Code.UNAUTHENTICATED, "the token is not valid yet")
