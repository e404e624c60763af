"""The messages about users."""

from msgspec import Struct


class Identity(Struct, frozen=True, kw_only=True):
    """The user of a token; `expires_at` in seconds since the epoch, as in the token.

    `former_code` is the code of the user's handle in what earlier versions of the server stored.
    """

    user_id: str
    role: str
    expires_at: int
    handle: str
    former_code: str | None = None


class Registration(Struct, frozen=True, kw_only=True):
    """A new bidder, and the token to bid with."""

    user_id: str
    name: str
    role: str
    token: str
    handle: str
