"""Public handles: how others see a user, without a way back to the user id (0095)."""

import hmac
import secrets
from base64 import b32encode
from dataclasses import dataclass, field
from hashlib import blake2b

from server.domain.types import UserId

CODE_CHARS = 12
"""60 bits: among a million users, two share a code with a probability of less than one in a million."""

CODE_BYTES = 10
"""The bytes of the digest that are encoded: the multiple of 5 that has enough bits for the code."""

_FORMER_CODE_CHARS = 5


def _new_key() -> bytes:
    return secrets.token_bytes(32)


@dataclass(frozen=True, slots=True)
class HandleCodes:
    """Makes the code of each user, which is the same on every node that has the same `key`.

    Without a key that the deployment keeps, codes last as long as the process.
    """

    key: bytes = field(default_factory=_new_key, repr=False)

    def code(self, user_id: UserId) -> str:
        """Return the stable public id of a user: the part of a handle after the last `#`."""
        digest = hmac.digest(self.key, user_id.encode(), "sha256")
        return b32encode(digest[:CODE_BYTES]).decode().lower()[:CODE_CHARS]


def former_code(user_id: UserId) -> str:
    """Return a user's code in records of earlier versions; it needs no key, and can be guessed back."""
    digest = blake2b(user_id.encode(), digest_size=5).digest()
    return b32encode(digest).decode().lower()[:_FORMER_CODE_CHARS]
