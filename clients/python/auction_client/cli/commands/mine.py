"""The commands about the user's own items: `mine`, `follow`, `unfollow` and `statement`."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator

from auction_client.cli.command import Command
from auction_client.cli.money import format_money, whole_number
from auction_client.cli.session import Session
from auction_client.cli.tables import table
from auction_client.cli.words import AT_ONE_PRICE, SECRET, status_words
from auction_client.messages import Statement
from auction_client.messages.mine import OwnBid, OwnWin, WatchedItem


async def mine(session: Session) -> None:
    """List the items that the user has bid on, won or follows, the latest first."""
    session.require_token()
    limit = session.options.limit
    async with session.rest() as rest:
        if session.options.wins:
            wins = (await rest.own.wins(limit=limit)).wins
            session.out.list_all(wins, win_lines(wins))
        elif session.options.followed:
            items = (await rest.own.watchlist(limit=limit)).items
            session.out.list_all(items, followed_lines(items))
        else:
            bids = (await rest.own.bids(limit=limit)).bids
            session.out.list_all(bids, bid_lines(bids))


async def follow(session: Session) -> None:
    """Put an item on the user's watchlist."""
    session.require_token()
    item_id = session.options.item
    async with session.rest() as rest:
        await rest.own.add_to_watchlist(item_id)
    session.out.show({"item_id": item_id, "listed": True}, f"you follow {item_id}")


async def unfollow(session: Session) -> None:
    """Take an item from the user's watchlist."""
    session.require_token()
    item_id = session.options.item
    async with session.rest() as rest:
        await rest.own.take_from_watchlist(item_id)
    session.out.show({"item_id": item_id, "listed": False}, f"you no longer follow {item_id}")


async def statement(session: Session) -> None:
    """Print all that the user, or another bidder, has won in a sale."""
    session.require_token()
    sale, user = session.options.sale, session.options.user
    async with session.rest() as rest:
        owed = await (
            rest.settling.statement(sale, user) if user else rest.settling.own_statement(sale)
        )
    session.out.show(owed, *statement_lines(owed))


def bid_lines(bids: Iterable[OwnBid]) -> Iterator[str]:
    """Write each item with the user's standing, its price, and their debt or offer."""
    return table([_bid_row(bid) for bid in bids], right=frozenset({2}))


def win_lines(wins: Iterable[OwnWin]) -> Iterator[str]:
    """Write each item that the user has won, with its price and the total to pay."""
    rows = [
        (
            win.item_id,
            format_money(win.hammer_price, win.currency),
            f"to pay {format_money(win.total, win.currency)}",
            win.title,
        )
        for win in wins
    ]
    return table(rows, right=frozenset({1}))


def followed_lines(items: Iterable[WatchedItem]) -> Iterator[str]:
    """Write each followed item with its status and price."""
    rows = [
        (it.item_id, status_words(it), format_money(it.price, it.currency), it.title)
        for it in items
    ]
    return table(rows, right=frozenset({2}))


def statement_lines(owed: Statement) -> Iterator[str]:
    """Write the won items, and the sums."""

    def money(amount: int) -> str:
        return format_money(amount, owed.currency)

    rows = [
        (it.lot or "-", it.item_id, money(it.hammer_price), money(it.total), it.title)
        for it in owed.lines
    ]
    sums = ("", "total", money(owed.hammer_price), money(owed.total), "")
    heads = ("lot", "item", "hammer price", "to pay", "title")
    return table([heads, *rows, sums], right=frozenset({2, 3}))


def _bid_row(bid: OwnBid) -> tuple[str, ...]:
    item, price = bid.item, format_money(bid.item.price, bid.item.currency)
    # Units at one price are bought at once, before the item is sold as a whole.
    bought = item.format in AT_ONE_PRICE and bid.standing == "leading"
    standing = "bought" if bought else bid.standing
    return item.item_id, standing, price, _own_text(bid), item.title


def _own_text(bid: OwnBid) -> str:
    """Describe the debt or the offer of the user on an item."""
    item, yours = bid.item, bid.yours
    if bid.owed is not None:
        return f"to pay {format_money(bid.owed.total, item.currency)}"
    if yours is None:
        return ""
    money = format_money(yours.max_amount, item.currency)
    units = f"{yours.quantity} at " if item.quantity > 1 else ""
    if item.format in AT_ONE_PRICE:
        return f"{units}{money}"
    return f"your {'offer' if item.format in SECRET else 'maximum'} {units}{money}"


def _add_mine(parser: ArgumentParser) -> None:
    parser.add_argument("--wins", action="store_true", help="the items that you have won")
    parser.add_argument("--followed", action="store_true", help="the items that you follow")
    parser.add_argument("--limit", type=whole_number, default=20, metavar="N")


def _add_item(parser: ArgumentParser) -> None:
    parser.add_argument("item", metavar="ITEM")


def _add_statement(parser: ArgumentParser) -> None:
    parser.add_argument("sale", metavar="SALE")
    parser.add_argument("--user", metavar="USER_ID", help="another bidder's, for the house")


COMMANDS = (
    Command("mine", "list the items that you have bid on, won or follow", mine, _add_mine),
    Command("follow", "put an item on your watchlist", follow, _add_item),
    Command("unfollow", "take an item from your watchlist", unfollow, _add_item),
    Command(
        "statement",
        "list your wins in a sale, and the amounts that you owe",
        statement,
        _add_statement,
    ),
)
