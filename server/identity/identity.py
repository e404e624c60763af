"""The identity that a token proves, and the public handle that stands for it."""

from base64 import b32encode
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from server.domain.types import Actor, Bidder, Role, UserId

_HANDLE_HASH_CHARS = 5


@dataclass(frozen=True)
class Identity:
    """A verified user. `expires_at` is in seconds since the epoch, as in the token."""

    user_id: UserId
    name: str
    role: Role
    expires_at: int

    @property
    def handle(self) -> str:
        """The name that others see, such as `Ann#k3f9q`; it differs between two users of one name."""
        digest = blake2b(self.user_id.encode(), digest_size=5).digest()
        return f"{self.name}#{b32encode(digest).decode().lower()[:_HANDLE_HASH_CHARS]}"

    @cached_property
    def bidder(self) -> Bidder:
        """The user as a bidder, in the terms of the rules."""
        return Bidder(self.user_id, self.handle)

    @property
    def actor(self) -> Actor:
        """The user as one who runs a sale, in the terms of the rules."""
        return Actor(self.user_id, self.role)
