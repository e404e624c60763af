"""Bots that bid on an item for a demo or a trial, each with a temperament, a limit and a human pace.

Every bot is a task with a connection of its own. `run_bots` owns the tasks and ends them together.
"""

import asyncio
import random
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from auction_client.auction_client import AuctionClient
from auction_client.cli.command import Command
from auction_client.cli.commands.bot_moves import AT_ONE_PRICE, TEMPERAMENTS, Move, Offer, next_move
from auction_client.cli.moments import seconds
from auction_client.cli.money import format_money, parse_amount, whole_number
from auction_client.cli.output import Output
from auction_client.cli.printing import changed_item, refused_line, text_lines
from auction_client.cli.session import Session
from auction_client.errors import (
    AuctionError,
    NotConnected,
    RequestRefused,
    Unanswered,
    WrongUsage,
)
from auction_client.item_view import ItemView
from auction_client.messages import Identity, Item, Refusal

NAMES = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hana", "Ivo", "June")
BOTS_MAX = 50
PACE_S = 2.0
LIMIT_FACTOR = 3
_FINAL_CODES = frozenset({"closed", "forbidden", "limit_exceeded", "own_item", "sold_out"})
"""The refusals after which a bot leaves."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("item", metavar="ITEM")
    parser.add_argument(
        "--count", type=int, default=4, metavar="N", help="bots (default %(default)s)"
    )
    parser.add_argument(
        "--limit",
        metavar="AMOUNT",
        help=f"the most that a bot spends (default: {LIMIT_FACTOR} times the price)",
    )
    parser.add_argument(
        "--pace",
        type=seconds,
        default=PACE_S,
        metavar="S",
        help="seconds that a bot thinks (default %(default)s)",
    )
    parser.add_argument("--bids", type=whole_number, metavar="N", help="end after this many bids")
    parser.add_argument("--seconds", type=seconds, metavar="S", help="end after this many seconds")
    parser.add_argument(
        "--tokens", type=Path, metavar="FILE", help="one token a line, each for a bot"
    )
    parser.add_argument("--seed", type=int, help="repeat the same random choices")


async def run_bots(session: Session) -> None:
    """Let bots bid on an item until its outcome, a limit, or until all have left; print each change.

    Raises the errors of AuctionClient, and WrongUsage.
    """
    options = session.options
    tokens = _tokens(options)
    async with AuctionClient(session.url) as client:
        item = await client.item(options.item)
        limit = LIMIT_FACTOR * item.price
        if options.limit is not None:
            limit = parse_amount(options.limit, item.currency)
        chance = random.Random(options.seed)  # noqa: S311 - a bot's choices are no secrets
        bots = [_Bot(session, number, chance) for number in range(len(tokens))]
        counter = _BidCounter(options.bids)
        try:
            async with asyncio.timeout(options.seconds), asyncio.TaskGroup() as tasks:
                tasks.create_task(_report(client, options.item, session.out))
                playing = [
                    tasks.create_task(bot.play(token, item, limit, counter))
                    for bot, token in zip(bots, tokens, strict=True)
                ]
                tasks.create_task(_end_after(playing))
        except* _TrialEnded as ended:
            session.out.remark(str(ended.exceptions[0]))
        except* TimeoutError:
            session.out.remark("the time is up")
        except* (AuctionError, OSError) as errors:
            # The reader of the output may have left.
            raise errors.exceptions[0] from None


class _TrialEnded(Exception):  # noqa: N818 - it is not an error
    """The trial has come to its end; the message is the reason."""


class _BidCounter:
    """Counts the accepted bids of all bots."""

    def __init__(self, bids_max: int | None) -> None:
        self._left = bids_max

    def count(self) -> None:
        """Count an accepted bid; raises _TrialEnded after the last one."""
        if self._left is None:
            return
        self._left -= 1
        if self._left <= 0:
            raise _TrialEnded("all bids were placed")


class _Bot:
    """One bidder."""

    def __init__(self, session: Session, number: int, chance: random.Random) -> None:
        self._options = session.options
        self._url = session.url
        self._say = session.out.remark
        self._name = NAMES[number % len(NAMES)]
        self._temperament = TEMPERAMENTS[number % len(TEMPERAMENTS)]
        self._chance = random.Random(chance.random())  # noqa: S311 - as above

    async def play(self, token: str | None, item: Item, limit: int, counter: _BidCounter) -> None:
        """Sign in, and bid until the outcome or until this bot leaves; it spends `limit` at most."""
        async with AuctionClient(self._url) as client:
            me = await self._sign_in(client, token)
            handle = me.handle
            purse = item.price + int((limit - item.price) * self._chance.uniform(0.5, 1))
            money = format_money(purse, item.currency)
            self._say(f"{handle} is {self._temperament.name} and has {money}")
            async for view in client.watch(item.item_id):
                if view.item.has_ended:
                    return
                if await self._turn(client, me, purse, counter) is Move.LEAVE:
                    self._say(f"{handle} leaves")
                    return

    async def _sign_in(self, client: AuctionClient, token: str | None) -> Identity:
        """Register or use the token; return the user."""
        try:
            token = token or (await client.register(self._name)).token
        except RequestRefused as error:
            if error.refusal.code in {"forbidden", "not_found"}:
                raise WrongUsage("registration is closed here: --tokens FILE is needed") from None
            raise
        return await client.authenticate(token)

    async def _turn(
        self, client: AuctionClient, me: Identity, purse: int, counter: _BidCounter
    ) -> Move:
        """Think, read the item, and make the next move, until that is to wait or to leave."""
        move = Move.AGAIN
        while move is Move.AGAIN:
            pause_s = self._options.pace * self._temperament.pace
            await asyncio.sleep(pause_s * self._chance.uniform(0.5, 1.5))
            try:
                item = await client.item(self._options.item)
                chosen = next_move(item, me, self._temperament, purse, self._chance.random())
                if isinstance(chosen, Offer):
                    move = await self._bid(client, me, item, chosen, counter)
                else:
                    move = chosen
            except (Unanswered, NotConnected) as error:
                self._say(f"{me.handle} waits: {error}")
        return move

    async def _bid(
        self, client: AuctionClient, me: Identity, item: Item, offer: Offer, counter: _BidCounter
    ) -> Move:
        result = await client.bid(item.item_id, offer.amount, max_amount=offer.max_amount)
        if isinstance(result, Refusal):
            self._say(f"{me.handle} is {refused_line(result, item.currency)}")
            return Move.LEAVE if result.code in _FINAL_CODES else Move.AGAIN
        counter.count()
        return Move.LEAVE if item.format in AT_ONE_PRICE else Move.WAIT


async def _report(client: AuctionClient, item_id: str, out: Output) -> NoReturn:
    """Print the item's changes up to its outcome."""
    before: ItemView | None = None
    async for view in client.watch(item_id):
        change = changed_item(before, view)
        if change is not None:
            out.show(change, *text_lines(before, view))
        before = view
    raise _TrialEnded("the item has its outcome")


async def _end_after(playing: Sequence[asyncio.Task[None]]) -> NoReturn:
    await asyncio.wait(playing)
    raise _TrialEnded("all have left")


def _tokens(options: Namespace) -> list[str | None]:
    """Return a token for each bot, None for one that registers."""
    if options.tokens is None:
        if not 1 <= options.count <= BOTS_MAX:
            raise WrongUsage(f"--count must be from 1 to {BOTS_MAX}")
        return [None] * options.count
    try:
        lines = options.tokens.read_text().split()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUsage(f"--tokens: {error}") from None
    if not 1 <= len(lines) <= BOTS_MAX:
        raise WrongUsage(f"--tokens: the file must hold from 1 to {BOTS_MAX} tokens")
    return list(lines)


COMMANDS = (Command("bots", "let bots bid on an item, for a trial", run_bots, add_arguments),)
