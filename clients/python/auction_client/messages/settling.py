"""The messages about fees, results, statements and webhooks."""

from msgspec import Struct


class Fees(Struct, frozen=True, kw_only=True):
    """The fees that a winner owes besides the price; rates are in millionths.

    `premium` are bands of `[from, rate]`, each for its own part of a unit's hammer price.
    """

    premium: tuple[tuple[int, int], ...] = ()
    price_tax: int = 0
    premium_tax: int = 0


class Charge(Struct, frozen=True, kw_only=True):
    """The parts of an amount that a winner owes; `hammer_price` is that of all units."""

    hammer_price: int
    premium: int
    tax: int
    total: int


class Cost(Charge, frozen=True, kw_only=True):
    """The cost of winning `quantity` units at a hammer price of `amount` each."""

    item_id: str
    currency: str
    amount: int
    quantity: int


class WinnerLine(Charge, frozen=True, kw_only=True):
    """A line of an item's outcome, as the house sees it."""

    user_id: str
    handle: str
    amount: int
    quantity: int
    paddle: str | None = None


class Underbidder(Struct, frozen=True, kw_only=True):
    """The highest bidder who did not win, and their highest standing bid."""

    user_id: str
    handle: str
    amount: int
    paddle: str | None = None


class ItemResult(Struct, frozen=True, kw_only=True):
    """An item's result; it has winners only if the item is sold."""

    item_id: str
    title: str
    status: str
    winners: tuple[WinnerLine, ...]
    underbidder: Underbidder | None = None
    lot: str | None = None


class Results(Struct, frozen=True, kw_only=True):
    """A page of a sale's results; `next_after` asks for the next page."""

    auction_id: str
    currency: str
    results: tuple[ItemResult, ...]
    next_after: str | None = None


class StatementLine(Charge, frozen=True, kw_only=True):
    """A won item, with the hammer price of a unit as its `amount`."""

    item_id: str
    title: str
    amount: int
    quantity: int
    lot: str | None = None


class Statement(Charge, frozen=True, kw_only=True):
    """All that a bidder won in a sale, and the sums."""

    auction_id: str
    title: str
    currency: str
    user_id: str
    lines: tuple[StatementLine, ...]
    handle: str | None = None
    paddle: str | None = None


class Webhook(Struct, frozen=True, kw_only=True):
    """A URL that events are sent to. `secret` is set in the answer that created it, and never again."""

    webhook_id: str
    url: str
    events: tuple[str, ...]
    enabled: bool
    created_at: int
    failures: int = 0
    auctioneer_id: str | None = None
    reason: str | None = None
    secret: str | None = None


class WebhookList(Struct, frozen=True, kw_only=True):
    """Webhooks, oldest first."""

    webhooks: tuple[Webhook, ...]


class Delivery(Struct, frozen=True, kw_only=True):
    """A delivery of an event to a webhook: `pending`, `delivered` or `dead`."""

    delivery_id: int
    event_id: str
    type: str
    state: str
    attempts: int
    created_at: int
    body: str
    last_status: int | None = None
    last_error: str | None = None
    next_at: int | None = None


class DeliveryList(Struct, frozen=True, kw_only=True):
    """A page of deliveries, newest first; `next_before` asks for the next page."""

    deliveries: tuple[Delivery, ...]
    next_before: int | None = None
