"""Tokens (JWT), signed with the deployment's secret, or signed elsewhere and verified with a public key.

The configuration determines the algorithm; a token never does.
"""

import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Annotated, Any

import jwt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.domain.rejection import Code
from server.domain.types import ROOM, Role, UserId
from server.identity.handles import HandleCodes
from server.identity.identity import Identity
from server.identity.signatures import Signatures, VerificationKeys
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


@dataclass(frozen=True, slots=True)
class SharedSecret:
    """The deployment's own secret, for HS256."""

    secret: str
    algorithm: str = "HS256"

    def key_for(self, key_id: str | None) -> str:  # noqa: ARG002 - one key for all
        """Return the secret."""
        return self.secret


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One public key in PEM, for RS256 or EdDSA."""

    pem: str
    algorithm: str

    def key_for(self, key_id: str | None) -> str:  # noqa: ARG002 - one key for all
        """Return the public key."""
        return self.pem


@dataclass(frozen=True, slots=True)
class TokenRules:
    """The demands on a token besides its signature.

    `leeway_s` is the difference between the clocks of the provider and of this node that is forgiven.
    `issuer` and `audience` are checked when they are set.
    """

    leeway_s: int = 0
    issuer: str | None = None
    audience: str | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """Verifies tokens, and makes them where the deployment has a secret.

    Tokens of `others` are accepted, too, while a secret is replaced (0208).
    """

    keys: VerificationKeys
    rules: TokenRules = TokenRules()
    codes: HandleCodes = field(default_factory=HandleCodes)
    others: tuple[VerificationKeys, ...] = ()
    _signatures: Signatures = field(init=False, repr=False, compare=False)
    _others: tuple[Signatures, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_signatures", Signatures(self.keys))
        object.__setattr__(self, "_others", tuple(map(Signatures, self.others)))

    def verify(self, token: str) -> Identity:
        """Return the identity that a token proves; raises Refused `unauthenticated`."""
        try:
            claims = _Claims.model_validate(self._decoded(token))
        except (jwt.PyJWTError, ValidationError):
            raise Refused(Code.UNAUTHENTICATED, "the token is not valid") from None
        self._check_times(claims, time.time())
        if claims.sub.startswith(ROOM):
            raise Refused(Code.UNAUTHENTICATED, f"a user id can't begin with {ROOM}")
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
        claims = self._claims(token)
        rules = self.rules
        if rules.issuer is not None and claims.get("iss") != rules.issuer:
            raise jwt.InvalidIssuerError("another issuer's token")
        if rules.audience is not None and rules.audience not in _audiences(claims.get("aud")):
            raise jwt.InvalidAudienceError("a token for others")
        return claims

    def _claims(self, token: str) -> dict[str, Any]:
        """Return the claims of a token that any of the keys has signed; raises `jwt.PyJWTError`."""
        try:
            return self._signatures.claims(token)
        except jwt.InvalidSignatureError:
            for other in self._others:
                with suppress(jwt.InvalidSignatureError):
                    return other.claims(token)
            raise

    def _check_times(self, claims: _Claims, now: float) -> None:
        leeway_s = self.rules.leeway_s
        if int(claims.exp) + leeway_s <= now:
            raise Refused(Code.UNAUTHENTICATED, "the token has expired")
        if max(claims.nbf or 0, claims.iat or 0) > now + leeway_s:
            raise Refused(Code.UNAUTHENTICATED, "the token is not valid yet")


def _audiences(claim: object) -> list[str]:
    """Return the audiences of a token, none if the claim is neither a text nor a list of texts."""
    listed: list[Any] = claim if isinstance(claim, list) else [claim]
    return listed if all(isinstance(each, str) for each in listed) else []
