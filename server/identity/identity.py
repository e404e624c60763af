"""The identity that a token proves, and the public handle that stands for it."""

from dataclasses import dataclass
from functools import cached_property

from server.domain.types import Actor, Bidder, Role, UserId


@dataclass(frozen=True)
class Identity:
    """A verified user.

    `expires_at` is in seconds since the epoch, as in the token, which is taken `leeway_s` longer.
    `code` is the user's stable public id, whatever their name.
    """

    user_id: UserId
    name: str
    role: Role
    expires_at: int
    code: str
    leeway_s: int = 0

    def has_expired(self, now: float) -> bool:
        """Return whether the token is no longer taken at `now`, in seconds since the epoch."""
        return self.expires_at + self.leeway_s <= now

    @property
    def handle(self) -> str:
        """The name that others see, and the code that tells users of one name apart: `Ann#k3f9qz2mwx7c`."""
        return f"{self.name}#{self.code}"

    @cached_property
    def bidder(self) -> Bidder:
        """The user as a bidder, in the terms of the rules."""
        return Bidder(self.user_id, self.handle)

    @property
    def actor(self) -> Actor:
        """The user as one who runs a sale, in the terms of the rules."""
        return Actor(self.user_id, self.role)
