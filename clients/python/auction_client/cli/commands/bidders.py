"""The commands of a house about people: the bidders of a sale, its paddles and its clerks."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator

from auction_client.cli.command import Command
from auction_client.cli.money import parse_amount
from auction_client.cli.session import Session
from auction_client.cli.tables import table
from auction_client.messages import SaleBidder


async def bidders(session: Session) -> None:
    """List the bidders of a sale, all or those of a state."""
    options = session.options
    session.require_token()
    async with session.rest() as rest:
        page = await rest.bidders.page(options.sale, state=options.state)
        found = list(page.bidders)
        while page.next_after is not None:
            page = await rest.bidders.page(options.sale, state=options.state, after=page.next_after)
            found += page.bidders
    session.out.list_all(found, bidder_lines(found))


async def admit(session: Session) -> None:
    """Admit a bidder to a sale, up to a limit, or refuse them."""
    options = session.options
    session.require_token()
    async with session.rest() as rest:
        limit = None
        if options.limit is not None:
            currency = (await rest.auction(options.sale, limit=1)).currency
            limit = parse_amount(options.limit, currency)
        bidder = await rest.bidders.admit(
            options.sale,
            options.user,
            approved=not options.refuse,
            spending_limit=limit,
            reason=options.reason,
        )
    session.out.show(bidder, *bidder_lines([bidder]))


async def block(session: Session) -> None:
    """Block a user from a sale, or lift their block."""
    options = session.options
    session.require_token()
    async with session.rest() as rest:
        if options.lift:
            bidder = await rest.bidders.unblock(options.sale, options.user)
        else:
            bidder = await rest.bidders.block(
                options.sale, options.user, reason=options.reason, void_bids=options.void_bids
            )
    session.out.show(bidder, *bidder_lines([bidder]))


async def paddle(session: Session) -> None:
    """Give a paddle to a user, or to a person with a name alone."""
    options = session.options
    session.require_token()
    async with session.rest() as rest:
        given = await rest.saleroom.give_paddle(
            options.sale, options.number, user_id=options.user, name=options.name
        )
    session.out.show(given, f"paddle {given.number}: {given.name or given.user_id}")


async def clerk(session: Session) -> None:
    """Let a user run the items of a sale and enter bids, or take that back."""
    options = session.options
    session.require_token()
    async with session.rest() as rest:
        if options.revoke:
            await rest.saleroom.revoke_clerk(options.sale, options.user)
        else:
            await rest.saleroom.grant_clerk(options.sale, options.user)
    text = f"{options.user} is {'no longer' if options.revoke else 'now'} a clerk of {options.sale}"
    session.out.show({"user_id": options.user, "clerk": not options.revoke}, text)


def bidder_lines(found: Iterable[SaleBidder]) -> Iterator[str]:
    """Write each bidder with their state, their note and the house's reason."""
    return table([(it.user_id, it.handle or "", it.state, it.note or it.reason) for it in found])


def _add_sale(parser: ArgumentParser) -> None:
    parser.add_argument("sale", metavar="SALE")


def _add_user(parser: ArgumentParser) -> None:
    _add_sale(parser)
    parser.add_argument("user", metavar="USER_ID")


def _add_bidders(parser: ArgumentParser) -> None:
    _add_sale(parser)
    parser.add_argument("--state", help="such as requested, approved or blocked")


def _add_admit(parser: ArgumentParser) -> None:
    _add_user(parser)
    parser.add_argument("--limit", metavar="AMOUNT", help="the most that they may have to pay")
    parser.add_argument("--refuse", action="store_true", help="refuse them instead")
    parser.add_argument("--reason", default="", help="the reason, which they are shown")


def _add_block(parser: ArgumentParser) -> None:
    _add_user(parser)
    parser.add_argument("--reason", default="", help="the reason, which they are shown")
    parser.add_argument("--void-bids", action="store_true", help="take their bids out")
    parser.add_argument("--lift", action="store_true", help="lift the block instead")


def _add_paddle(parser: ArgumentParser) -> None:
    _add_sale(parser)
    parser.add_argument("number", metavar="NUMBER")
    holder = parser.add_mutually_exclusive_group(required=True)
    holder.add_argument("--user", metavar="USER_ID", help="a user")
    holder.add_argument("--name", help="a person who is no user")


def _add_clerk(parser: ArgumentParser) -> None:
    _add_user(parser)
    parser.add_argument("--revoke", action="store_true", help="take the grant back")


COMMANDS = (
    Command("bidders", "list the bidders of a sale", bidders, _add_bidders),
    Command("admit", "admit a bidder to a sale, or refuse them", admit, _add_admit),
    Command("block", "block a user from a sale, or lift the block", block, _add_block),
    Command("paddle", "give a paddle to a bidder", paddle, _add_paddle),
    Command("clerk", "let a user run a sale's items and enter bids", clerk, _add_clerk),
)
