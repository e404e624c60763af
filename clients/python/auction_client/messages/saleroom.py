"""The messages about clerks, paddles and notices of a sale."""

from msgspec import Struct


class Clerk(Struct, frozen=True, kw_only=True):
    """A user who may enter bids and run the items of a sale."""

    user_id: str
    granted_at: int


class Clerks(Struct, frozen=True, kw_only=True):
    """The clerks of a sale, by user id."""

    clerks: tuple[Clerk, ...]


class Paddle(Struct, frozen=True, kw_only=True):
    """A paddle of a sale; `name` is that of a person who is no user."""

    number: str
    user_id: str
    name: str | None = None


class Paddles(Struct, frozen=True, kw_only=True):
    """The paddles of a sale, by number."""

    paddles: tuple[Paddle, ...]


class SaleNotice(Struct, frozen=True, kw_only=True):
    """The number of items that were given a notice."""

    items: int


class Revoked(Struct, frozen=True, kw_only=True):
    """A grant was taken back."""

    ok: bool = True
