"""Friendly bidders for a demo or a trial: each with a temperament, a limit of its own and a humane pace.

Every bot is a task with a connection of its own; `trial` owns them all and ends them together. What a bot
would do next is a pure function of what it sees.
"""

import asyncio
import random
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import NoReturn

from clients.python.auction_client import AuctionClient
from clients.python.cli.money import format_amount, parse_amount
from clients.python.cli.printing import refused_line, text_lines
from clients.python.errors import AuctionError, NoAnswer, NotConnected, RequestRefused, WrongUsage
from clients.python.item_view import ItemView
from clients.python.messages import Item, Refused

NAMES = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hana", "Ivo", "June")
BOTS_MAX = 50
PACE_S = 2.0
LIMIT_FACTOR = 3
_TAKES_BIDS = frozenset({"open", "closing"})
_AT_ONE_PRICE = frozenset({"dutch", "fixed"})
_SECRET = frozenset({"sealed_first", "sealed_second", "uniform"})
_HOPELESS = frozenset({"closed", "forbidden", "limit_exceeded", "own_item", "sold_out"})


@dataclass(frozen=True, slots=True)
class Temperament:
    """How somebody bids: pauses of `pace` times the usual, raises of up to `steps` increments at once."""

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
    """What a bot would bid."""

    amount: int
    max_amount: int | None = None


class Move(Enum):
    """What a bot does when it doesn't bid: wait for news, think again without any, or leave."""

    WAIT = auto()
    AGAIN = auto()
    LEAVE = auto()


def next_move(
    item: Item, handle: str, nature: Temperament, purse: int, chance: float
) -> Offer | Move:
    """Return what a bot does about an item as it stands, with `purse` to spend; `chance` is in [0, 1)."""
    if item.status not in _TAKES_BIDS or item.leader == handle:
        return Move.WAIT
    if item.minimum > purse:
        # A clock falls and no message tells of it; every other price only rises.
        return Move.LEAVE if item.clock is None else Move.AGAIN
    if item.format in _AT_ONE_PRICE:
        return Offer(item.minimum)
    if item.format in _SECRET:
        return Offer(item.minimum + int((purse - item.minimum) * chance))
    more = int(nature.steps * chance) * (item.minimum - item.price)
    amount = min(purse, item.minimum + more)
    return Offer(amount, purse if nature.hides_maximum and purse > amount else None)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("item", metavar="ITEM")
    parser.add_argument(
        "--count", type=int, default=4, metavar="N", help="bots (default %(default)s)"
    )
    parser.add_argument(
        "--limit",
        metavar="AMOUNT",
        help=f"the most that any of them spends (default: {LIMIT_FACTOR} times the price)",
    )
    parser.add_argument(
        "--pace",
        type=float,
        default=PACE_S,
        metavar="S",
        help="seconds that a bot thinks (default %(default)s)",
    )
    parser.add_argument("--bids", type=int, metavar="N", help="end after so many bids")
    parser.add_argument("--seconds", type=float, metavar="S", help="end after so long")
    parser.add_argument(
        "--tokens", type=Path, metavar="FILE", help="a token a line: a bot for each"
    )
    parser.add_argument("--seed", type=int, help="the same whims again")


async def trial(options: Namespace) -> None:
    """Let bots bid on an item until its outcome, a bound, or until all have left; print what happens.

    Raises what AuctionClient raises, and WrongUsage.
    """
    tokens = _tokens(options)
    async with AuctionClient(options.url) as client:
        item = await client.item(options.item)
        most = LIMIT_FACTOR * item.price
        if options.limit is not None:
            most = parse_amount(options.limit, item.currency)
        whims = random.Random(options.seed)  # noqa: S311 - whims are no secrets
        bots = [_Bot(options, number, whims) for number in range(len(tokens))]
        floor = _Floor(options.bids)
        try:
            async with asyncio.timeout(options.seconds), asyncio.TaskGroup() as tasks:
                tasks.create_task(_report(client, options.item))
                playing = [
                    tasks.create_task(bot.play(token, item, most, floor))
                    for bot, token in zip(bots, tokens, strict=True)
                ]
                tasks.create_task(_end_after(playing))
        except* _Over as over:
            _say(str(over.exceptions[0]))
        except* TimeoutError:
            _say("the time is up")
        except* AuctionError as errors:
            raise errors.exceptions[0] from None


class _Over(Exception):  # noqa: N818 - it is no error
    """The trial has come to its end."""


class _Floor:
    """Counts the bids of all bots."""

    def __init__(self, bids_max: int | None) -> None:
        self._left = bids_max

    def count(self) -> None:
        """Count a bid that stands; raises _Over after the last one."""
        if self._left is None:
            return
        self._left -= 1
        if self._left <= 0:
            raise _Over("that were all bids")


class _Bot:
    """One bidder."""

    def __init__(self, options: Namespace, number: int, whims: random.Random) -> None:
        self._options = options
        self._name = NAMES[number % len(NAMES)]
        self._nature = TEMPERAMENTS[number % len(TEMPERAMENTS)]
        self._whims = random.Random(whims.random())  # noqa: S311 - as where it comes from

    async def play(self, token: str | None, item: Item, most: int, floor: _Floor) -> None:
        """Come in, and bid until the outcome or until this bot leaves; it has up to `most` to spend."""
        async with AuctionClient(self._options.url) as client:
            handle = await self._come_in(client, token)
            purse = item.price + int((most - item.price) * self._whims.uniform(0.5, 1))
            money = format_amount(purse, item.currency)
            _say(f"{handle} is {self._nature.name} and has {money}")
            async for view in client.watch(item.item_id):
                if view.item.ended:
                    return
                if await self._turn(client, handle, purse, floor) is Move.LEAVE:
                    _say(f"{handle} leaves")
                    return

    async def _come_in(self, client: AuctionClient, token: str | None) -> str:
        """Become somebody; return their handle."""
        try:
            token = token or (await client.register(self._name)).token
        except RequestRefused as error:
            if error.refused.code in {"forbidden", "not_found"}:
                raise WrongUsage("nobody can register here: --tokens FILE is needed") from None
            raise
        return (await client.authenticate(token)).handle

    async def _turn(self, client: AuctionClient, handle: str, purse: int, floor: _Floor) -> Move:
        """Think, look, and bid if that is what comes of it, until there is nothing to do at once."""
        move = Move.AGAIN
        while move is Move.AGAIN:
            pause_s = self._options.pace * self._nature.pace
            await asyncio.sleep(pause_s * self._whims.uniform(0.5, 1.5))
            try:
                item = await client.item(self._options.item)
                chosen = next_move(item, handle, self._nature, purse, self._whims.random())
                if isinstance(chosen, Offer):
                    move = await self._bid(client, handle, item, chosen, floor)
                else:
                    move = chosen
            except (NoAnswer, NotConnected) as error:
                _say(f"{handle} waits: {error}")
        return move

    async def _bid(
        self, client: AuctionClient, handle: str, item: Item, offer: Offer, floor: _Floor
    ) -> Move:
        answer = await client.bid(item.item_id, offer.amount, max_amount=offer.max_amount)
        if isinstance(answer, Refused):
            _say(f"{handle} is {refused_line(answer, item.currency)}")
            return Move.LEAVE if answer.code in _HOPELESS else Move.AGAIN
        floor.count()
        return Move.LEAVE if item.format in _AT_ONE_PRICE else Move.WAIT


async def _report(client: AuctionClient, item_id: str) -> NoReturn:
    """Print the item's changes up to its outcome."""
    before: ItemView | None = None
    async for view in client.watch(item_id):
        for line in text_lines(before, view):
            _say(line)
        before = view
    raise _Over("the item has its outcome")


def _say(line: str) -> None:
    print(line, flush=True)


async def _end_after(playing: Sequence[asyncio.Task[None]]) -> NoReturn:
    await asyncio.wait(playing)
    raise _Over("all have left")


def _tokens(options: Namespace) -> list[str | None]:
    """Return a token for each bot, None for one that registers."""
    if options.tokens is None:
        if not 1 <= options.count <= BOTS_MAX:
            raise WrongUsage(f"--count is from 1 to {BOTS_MAX}")
        return [None] * options.count
    try:
        lines = options.tokens.read_text().split()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUsage(f"--tokens: {error}") from None
    if not 1 <= len(lines) <= BOTS_MAX:
        raise WrongUsage(f"--tokens: from 1 to {BOTS_MAX} of them are needed")
    return list(lines)
