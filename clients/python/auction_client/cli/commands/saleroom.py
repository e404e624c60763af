"""The commands of auctioneers and clerks on one item: decisions, notices, and bids of the room."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, get_args
from uuid import uuid4

from auction_client.bidding import BidResult, bid_until_decided
from auction_client.cli.command import Command
from auction_client.cli.moments import parse_moment_ms
from auction_client.cli.money import parse_amount, whole_number
from auction_client.cli.printing import state_line
from auction_client.cli.session import Session
from auction_client.cli.words import accepted_text
from auction_client.errors import NotConnected, RequestRefused, Unanswered
from auction_client.messages import UNANSWERED, Item, Refusal
from auction_client.rest.saleroom import RoomSource

Fields = dict[str, object]


@dataclass(frozen=True, slots=True)
class RoomCommand:
    """A command on an item: its name in the contract, its help, its arguments, and its fields."""

    name: str
    help: str
    arguments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    fields: Callable[[Namespace, Item], Fields] = lambda _options, _item: {}
    guarded: bool = True
    """Whether it takes the number of the last event that its sender has seen."""


def _new_end(options: Namespace, item: Item) -> Fields:
    return {"ends_at": parse_moment_ms(options.ends, item.ends_at or item.server_time)}


def _reopened_end(options: Namespace, item: Item) -> Fields:
    if options.ends is None:
        return {}
    return {"ends_at": parse_moment_ms(options.ends, item.server_time)}


ROOM_COMMANDS: Mapping[str, RoomCommand] = {
    "open": RoomCommand("open", "open an item"),
    "pause": RoomCommand("pause", "stop taking bids on an item for a while"),
    "resume": RoomCommand("resume", "take bids again; the end moves by the pause"),
    "warn": RoomCommand("warn", "give fair warning"),
    "close": RoomCommand("close", "let the hammer fall: the leader wins if the reserve is met"),
    "cancel": RoomCommand("cancel", "withdraw an item"),
    "extend": RoomCommand(
        "extend",
        "move an item's end",
        {"ends": {"metavar": "END", "help": "+5m from its end on, or a time: 2030-01-31T18:00"}},
        _new_end,
    ),
    "pass": RoomCommand("pass", "end an item without a sale"),
    "sell": RoomCommand("sell", "sell an item below its reserve"),
    "void": RoomCommand(
        "void",
        "strike a bid out",
        {"bid_id": {"metavar": "BID_ID"}, "--reason": {"required": True}},
        lambda options, _: {"bid_id": options.bid_id, "reason": options.reason},
    ),
    "reopen": RoomCommand(
        "reopen",
        "open an item again that has ended",
        {"--ends": {"metavar": "END", "help": "+5m from now on, or a time"}},
        _reopened_end,
    ),
    "award": RoomCommand(
        "award",
        "award an item that was sold to the next bidder",
        {"step": {"type": whole_number, "metavar": "STEP", "help": "1 for the first award"}},
        lambda options, _: {"step": options.step},
    ),
    "ask": RoomCommand(
        "set_asking",
        "set the price that is asked for next",
        {"price": {"metavar": "AMOUNT"}},
        lambda options, item: {"price": parse_amount(options.price, item.currency)},
    ),
    "notice": RoomCommand(
        "give_notice",
        "give a notice to the watchers of an item",
        {"text": {"metavar": "TEXT"}, "--notice-id": {"help": "the id of a notice to give again"}},
        lambda options, _: {
            "notice_id": options.notice_id or str(uuid4()),
            "text": options.text,
        },
        guarded=False,
    ),
}


async def run_room_command(session: Session, *, command: RoomCommand) -> None:
    """Carry a command on an item out, and print the item's state."""
    options = session.options
    session.require_token()
    async with session.rest() as rest:
        fields = command.fields(options, await session.item(rest, options.item))
        if command.guarded and options.expected_seq is not None:
            fields["expected_seq"] = options.expected_seq
        await rest.command(options.item, command.name, **fields)
        item = await rest.item(options.item)
    session.out.show(item, state_line(item, session.me))


async def floor_bid(session: Session) -> None:
    """Enter a bid of the room, sent again until it is decided, and print the answer.

    Raises OutcomeUnknown and RequestRefused.
    """
    options = session.options
    session.require_token()
    async with session.rest() as rest:
        item = await session.item(rest, options.item)
        amount = parse_amount(options.amount, item.currency)
        bid_id = options.bid_id or str(uuid4())

        async def send(_timeout_s: float) -> BidResult:
            try:
                return await rest.saleroom.room_bid(
                    item.item_id, bid_id, amount, options.source, paddle=options.paddle
                )
            except RequestRefused as error:
                return error.refusal
            except NotConnected as error:
                return Refusal(code="unavailable", message=str(error), details={})
            except Unanswered as error:
                return Refusal(code=UNANSWERED, message=str(error), details={})

        result = await bid_until_decided(bid_id, send)
    if isinstance(result, Refusal):
        raise RequestRefused(result)
    bidder = f"paddle {options.paddle}" if options.paddle else options.source
    text = accepted_text(result, item, amount).replace("you lead", f"{bidder} leads")
    session.out.show(result, f"{text}; bid_id {bid_id}")


def _add_room_command(parser: ArgumentParser, *, command: RoomCommand) -> None:
    parser.add_argument("item", metavar="ITEM")
    for name, options in command.arguments.items():
        parser.add_argument(name, **options)
    if command.guarded:
        parser.add_argument(
            "--expected-seq",
            type=whole_number,
            metavar="N",
            help="refuse it if the item has a later event than number N",
        )


def _add_floor_bid(parser: ArgumentParser) -> None:
    parser.add_argument("item", metavar="ITEM")
    parser.add_argument("amount", metavar="AMOUNT")
    parser.add_argument("--source", choices=get_args(RoomSource), default="floor")
    parser.add_argument("--paddle", metavar="NUMBER")
    parser.add_argument("--bid-id", help="the id of an earlier bid, to learn its lost answer")


COMMANDS = (
    *(
        Command(
            name,
            each.help,
            partial(run_room_command, command=each),
            partial(_add_room_command, command=each),
        )
        for name, each in ROOM_COMMANDS.items()
    ),
    Command("floor-bid", "enter a bid of the room", floor_bid, _add_floor_bid),
)
