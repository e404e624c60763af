"""The commands `bid` and `retract`."""

from argparse import ArgumentParser
from typing import get_args

from auction_client.auction_client import AuctionClient
from auction_client.bidding import BID_TIMEOUT_S
from auction_client.cli.command import Command
from auction_client.cli.commands.account import joined
from auction_client.cli.moments import seconds
from auction_client.cli.money import parse_amount, whole_number
from auction_client.cli.printing import state_line
from auction_client.cli.session import Session
from auction_client.cli.terminal import login_name
from auction_client.cli.words import accepted_text
from auction_client.errors import AuctionError, RequestRefused, WrongUsage
from auction_client.handles import code_of
from auction_client.messages import Item, Refusal, RetractReason


async def bid(session: Session) -> None:
    """Place one bid, and print the answer; raises RequestRefused, OutcomeUnknown, WrongUsage."""
    options = session.options
    async with session.client() as client:
        item = await session.item(client, options.item)
        amount = parse_amount(options.amount, item.currency)
        max_amount = None if options.max is None else parse_amount(options.max, item.currency)
        await _be_somebody(session, client)
        result = await client.bid(
            item.item_id,
            amount,
            max_amount=max_amount,
            quantity=options.quantity,
            raise_own=options.raise_own or None,
            confirmed=options.confirmed or None,
            bid_id=options.bid_id,
            timeout_s=options.timeout,
        )
        if isinstance(result, Refusal):
            raise RequestRefused(result)
        item = await _item_after(client, item)
    terms = {"max_amount": max_amount, "quantity": options.quantity}
    text = accepted_text(result, item, amount, **terms)
    session.out.show(result, f"{text}; bid_id {result.bid_id}")


async def retract(session: Session) -> None:
    """Take a bid back, and print the item's state."""
    options = session.options
    session.require_token()
    async with session.client() as client:
        item = await session.item(client, options.item)
        bid_id = options.bid_id or await _own_latest_bid(session, client, item)
        await client.retract(item.item_id, bid_id, options.reason)
        item = await client.item(item.item_id)
    session.out.show(item, f"taken back; {state_line(item, session.me)}")


async def _be_somebody(session: Session, client: AuctionClient) -> None:
    """Join if the user is nobody yet; raises WrongUsage if they are another one than they ask for."""
    name = session.options.name
    if not session.token:
        login = await joined(session, client, name or login_name())
        session.out.note(f"joined {session.url} as {login.handle}")
    elif name and session.me and session.me.rpartition("#")[0] != name:
        raise WrongUsage(f"you are logged in as {session.me}: `auction logout` first")


async def _item_after(client: AuctionClient, before: Item) -> Item:
    """Read the item after a bid, for the words of its effect; the bid stands if this fails."""
    try:
        return await client.item(before.item_id)
    except AuctionError:
        return before


async def _own_latest_bid(session: Session, client: AuctionClient, item: Item) -> str:
    """Find the user's latest standing bid on an item; raises WrongUsage."""
    identity = await client.authenticate(session.require_token())
    codes = {code_of(identity.handle), identity.former_code}
    view = await anext(client.watch(item.item_id))
    for each in reversed(view.bids):
        if code_of(each.bidder) in codes and not each.retracted and not each.auto:
            return each.bid_id
    raise WrongUsage("no bid of yours is known on this item: give its BID_ID")


def _add_bid(parser: ArgumentParser) -> None:
    parser.add_argument("item", metavar="ITEM")
    parser.add_argument("amount", metavar="AMOUNT", help="such as 202.50 or 1,234.50")
    parser.add_argument(
        "--max", metavar="AMOUNT", help="the most that may be bid for you, in secret"
    )
    parser.add_argument(
        "--quantity", type=whole_number, metavar="N", help="units, each for the amount"
    )
    parser.add_argument(
        "--confirmed", action="store_true", help="the amount is meant, however high it is"
    )
    parser.add_argument(
        "--raise-own", action="store_true", help="raise the price although you lead"
    )
    parser.add_argument(
        "--name", help="join by this name if you are not logged in (default: your login name)"
    )
    parser.add_argument("--bid-id", help="the id of an earlier bid, to learn its lost answer")
    parser.add_argument(
        "--timeout",
        type=seconds,
        default=BID_TIMEOUT_S,
        metavar="S",
        help="seconds to send the bid again while it is undecided (default %(default)s)",
    )


def _add_retract(parser: ArgumentParser) -> None:
    parser.add_argument("item", metavar="ITEM")
    parser.add_argument(
        "bid_id", metavar="BID_ID", nargs="?", help="as `bid` printed it (default: your latest one)"
    )
    parser.add_argument("--reason", choices=get_args(RetractReason), required=True)


COMMANDS = (
    Command("bid", "place one bid, and print the answer", bid, _add_bid),
    Command("retract", "take a bid of yours back", retract, _add_retract),
)
