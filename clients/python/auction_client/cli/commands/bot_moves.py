"""The next move of a bot, as a pure function of the item, the bot's temperament and chance."""

from dataclasses import dataclass
from enum import Enum, auto

from auction_client.handles import is_own
from auction_client.messages import TAKES_BIDS, Identity, Item

AT_ONE_PRICE = frozenset({"dutch", "fixed"})
"""The formats in which a bid takes units at the price of the moment."""

_SECRET = frozenset({"sealed_first", "sealed_second", "uniform"})


@dataclass(frozen=True, slots=True)
class Temperament:
    """A way of bidding: pauses of `pace` times the usual, raises of up to `steps` increments at once."""

    name: str
    pace: float
    steps: int
    hides_maximum: bool = False


TEMPERAMENTS = (
    Temperament("steady", pace=1.0, steps=1),
    Temperament("eager", pace=0.5, steps=3),
    Temperament("sly", pace=1.5, steps=1, hides_maximum=True),
    Temperament("patient", pace=2.5, steps=2),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """An amount to bid, and the hidden maximum if there is one."""

    amount: int
    max_amount: int | None = None


class Move(Enum):
    """A move without a bid: wait for a change, think again after a pause, or leave."""

    WAIT = auto()
    AGAIN = auto()
    LEAVE = auto()


def next_move(
    item: Item, me: Identity, temperament: Temperament, purse: int, chance: float
) -> Offer | Move:
    """Return the move of a bot that has `purse` to spend; `chance` is in [0, 1)."""
    if item.status not in TAKES_BIDS or is_own(item.leader, me):
        return Move.WAIT
    if item.minimum > purse:
        # A Dutch price falls without a message; every other price only rises.
        return Move.LEAVE if item.clock is None else Move.AGAIN
    if item.format in AT_ONE_PRICE:
        return Offer(item.minimum)
    if item.format in _SECRET:
        return Offer(item.minimum + int((purse - item.minimum) * chance))
    affordable = [amount for amount in item.suggestions if amount <= purse] or [item.minimum]
    amount = affordable[min(int(temperament.steps * chance), len(affordable) - 1)]
    return Offer(amount, purse if temperament.hides_maximum and purse > amount else None)
