"""The sale of the rules' tests: its people, its one item, and commands on it."""

from typing import Any

from server.domain.commands import (
    AutoBid,
    CancelItem,
    CloseItem,
    Command,
    DeleteItem,
    OpenItem,
    PauseItem,
    PlaceBid,
    PlacedBid,
    ScheduleItem,
    WarnItem,
)
from server.domain.decide import Decision, decide
from server.domain.events import BidAccepted, Event, ItemOpened, MaxRaised
from server.domain.evolve import fold
from server.domain.formats import quote
from server.domain.history import bought_at
from server.domain.item import Item
from server.domain.listings.increments import bands
from server.domain.listings.listing import Listing
from server.domain.rejection import Rejection
from server.domain.types import (
    Actor,
    Amount,
    AuctionId,
    Bidder,
    BidId,
    ItemId,
    Millis,
    Role,
    Status,
    UserId,
    origin_of,
)

NOON: Millis = 1_700_000_000_000
SECOND: Millis = 1_000
MINUTE: Millis = 60 * SECOND

ANN = Bidder(UserId("user-ann"), "Ann#aaaaa")
BEN = Bidder(UserId("user-ben"), "Ben#bbbbb")
CEM = Bidder(UserId("user-cem"), "Cem#ccccc")
DEE = Bidder(UserId("user-dee"), "Dee#ddddd")
HOUSE = Actor(UserId("user-house"), Role.AUCTIONEER)
RIVAL_HOUSE = Actor(UserId("user-rival"), Role.AUCTIONEER)
ADMIN = Actor(UserId("user-admin"), Role.ADMIN)


def listing(**changes: Any) -> Listing:
    """List a lamp: from 100, in steps of 10, without an end."""
    defaults: dict[str, Any] = {
        "item_id": ItemId("lamp"),
        "auction_id": AuctionId("sale"),
        "auctioneer": HOUSE.user_id,
        "title": "Lamp",
        "currency": "EUR",
        "start_price": 100,
        "increment": bands([(0, 10)]),
    }
    return Listing(**(defaults | changes))


def bid(amount: Amount, bidder: Bidder = ANN, bid_id: str = "b1", **more: Any) -> PlaceBid:
    """Offer an amount."""
    return PlaceBid(BidId(bid_id), bidder, amount, **more)


def least(item: Item, now: Millis = NOON) -> Amount:
    """Return the minimum of the next bid."""
    return quote(item, now).minimum


def at_most(item: Item, most: Amount, bidder: Bidder = ANN, bid_id: str = "b1") -> PlaceBid:
    """Bid the minimum, with a hidden maximum."""
    return bid(least(item), bidder, bid_id, max_amount=most)


def after_maxima(item: Item, *maxima: tuple[Bidder, Amount], now: Millis = NOON) -> Item:
    """Return the state after hidden maxima, each with a bid of the minimum."""
    for number, (bidder, most) in enumerate(maxima):
        item = after(item, at_most(item, most, bidder, f"m{number}"), now=now)
    return item


def accepted(decision: Decision) -> tuple[Event, ...]:
    """Return the events of a decision that must not be a refusal."""
    assert not isinstance(decision, Rejection), decision
    return decision


def refused(decision: object) -> Rejection:
    """Return the rejection that a decision must be."""
    assert isinstance(decision, Rejection), decision
    return decision


def after(item: Item | None, *commands: Command, now: Millis = NOON) -> Item:
    """Return the state after commands that must all be accepted."""
    for command in commands:
        item = fold(item, accepted(decide(item, command, now)))
    assert item is not None, "a command leaves an item"
    return item


def placed(command: PlaceBid, events: tuple[Event, ...]) -> list[PlacedBid]:
    """Return a bid as a retraction will know it, from the events that it led to."""
    event = next(e for e in events if not isinstance(e, ItemOpened))
    price = bought_at(event) if isinstance(event, BidAccepted) else None
    autos = (e for e in events if isinstance(e, BidAccepted) and e.auto)
    return [
        PlacedBid(
            bid_id=command.bid_id,
            bidder=command.bidder,
            amount=price or command.amount,
            most=price or command.most,
            seq=event.seq,
            at=event.at,
            auto=next((AutoBid(e.bidder.user_id, e.amount) for e in autos), None),
            shown=not isinstance(event, MaxRaised),
            origin=origin_of(command.source, command.paddle),
        )
    ]


def scheduled(**changes: Any) -> Item:
    """Put an item up."""
    return after(None, ScheduleItem(HOUSE, listing(**changes)))


def opened(**changes: Any) -> Item:
    """Put an item up and open it."""
    return after(scheduled(**changes), OpenItem(HOUSE))


def standing_at(status: Status, **changes: Any) -> Item:
    """Bring an item into a status by the shortest path that the rules allow."""
    if status is Status.SCHEDULED:
        return scheduled(**changes)
    if status is Status.DELETED:
        return after(scheduled(**changes), DeleteItem(HOUSE))
    paths: dict[Status, tuple[Command, ...]] = {
        Status.OPEN: (),
        Status.PAUSED: (PauseItem(HOUSE),),
        Status.CLOSING: (WarnItem(HOUSE),),
        Status.SOLD: (bid(100), CloseItem(HOUSE)),
        Status.UNSOLD: (CloseItem(HOUSE),),
        Status.CANCELLED: (CancelItem(HOUSE),),
    }
    return after(opened(**changes), *paths[status])


def kinds(item: Item | None, command: Command, now: Millis) -> list[type[Event]]:
    """Return the types of the events of an accepted command."""
    return [type(event) for event in accepted(decide(item, command, now))]
