"""The commands that look at sales: `list`, `show`, `search`, `history` and `cost`."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator

from auction_client.cli.command import Command
from auction_client.cli.moments import date_and_time
from auction_client.cli.money import format_money, parse_amount, whole_number
from auction_client.cli.printing import state_line
from auction_client.cli.session import Session
from auction_client.cli.tables import table
from auction_client.cli.words import SECRET, bid_text, bid_word, status_words, who
from auction_client.messages import Auction, Bid, Cost, Item

SORTS = ("newest", "ending", "price", "lot")
_PAGE = 100


async def list_(session: Session) -> None:
    """List the sales, newest first, or all items of one sale in their order."""
    sale = session.options.sale
    async with session.rest() as rest:
        if sale is None:
            auctions = (await rest.auction_list(limit=_PAGE)).auctions
            session.out.list_all(auctions, auction_lines(auctions))
            return
        page = await rest.auction(sale)
        items = list(page.items)
        while page.next_after is not None:
            page = await rest.auction(sale, after=page.next_after)
            items += page.items
    session.out.list_all(items, item_lines(items, session.me))


async def show(session: Session) -> None:
    """Print an item."""
    async with session.rest() as rest:
        item = await session.item(rest, session.options.item)
    session.out.show(item, *description_lines(item, session.me))


async def search(session: Session) -> None:
    """List the items that are found."""
    options = session.options
    terms = {"auction_id": options.sale, "status": options.status, "sort": options.sort}
    async with session.rest() as rest:
        found = await rest.catalogue.search(
            " ".join(options.words) or None,
            limit=options.limit,
            **{name: value for name, value in terms.items() if value is not None},
        )
    session.out.list_all(found.items, item_lines(found.items, session.me))


async def history(session: Session) -> None:
    """Print an item's bids, newest first."""
    options = session.options
    async with session.rest() as rest:
        item = await session.item(rest, options.item)
        bids: list[Bid] = []
        before: int | None = None
        while len(bids) < options.limit:
            wanted = min(_PAGE, options.limit - len(bids))
            page = await rest.history(item.item_id, before=before, limit=wanted)
            bids += page.bids
            before = page.next_before
            if before is None:
                break
    session.out.list_all(bids, history_lines(bids, item, session.me))


async def cost(session: Session) -> None:
    """Print the cost of winning, with all fees."""
    options = session.options
    async with session.rest() as rest:
        item = await session.item(rest, options.item)
        amount = None if options.amount is None else parse_amount(options.amount, item.currency)
        owed = await rest.settling.cost(item.item_id, amount=amount, quantity=options.quantity)
    session.out.show(owed, *cost_lines(owed))


def auction_lines(auctions: Iterable[Auction]) -> Iterator[str]:
    """Write each sale with its id, auctioneer and title."""
    return table(
        [(it.auction_id, it.auctioneer, "paused" if it.paused else "", it.title) for it in auctions]
    )


def item_lines(items: Iterable[Item], me: str | None = None) -> Iterator[str]:
    """Write each item with its lot, status, price, leader and title."""
    return table([_item_row(item, me) for item in items], right=frozenset({1, 3}))


def description_lines(item: Item, me: str | None = None) -> Iterator[str]:
    """Write an item's title, state and description."""
    yield f"lot {item.lot}: {item.title}" if item.lot else item.title
    yield state_line(item, me)
    estimates = [
        format_money(it, item.currency) for it in (item.estimate_low, item.estimate_high) if it
    ]
    if estimates:
        yield f"estimate {' to '.join(estimates)}"
    yield from item.description.splitlines()
    if item.condition:
        yield from f"condition: {item.condition}".splitlines()
    if item.notice is not None:
        yield f"notice: {item.notice.text}"


def history_lines(bids: Iterable[Bid], item: Item, me: str | None = None) -> Iterator[str]:
    """Write each bid with its time and id; secret offers show none before the close."""
    rows = [
        (date_and_time(it.at), bid_word(it, item), bid_text(it, item, me), it.bid_id) for it in bids
    ]
    if not rows:
        is_secret = item.format in SECRET and not item.has_ended
        yield "the offers are secret until the close" if is_secret else "no bids"
    yield from table(rows)


def cost_lines(owed: Cost) -> Iterator[str]:
    """Write the parts of a cost and their sum."""
    parts = (("hammer price", owed.hammer_price), ("premium", owed.premium), ("tax", owed.tax))
    rows = [(name, format_money(amount, owed.currency)) for name, amount in parts]
    return table([*rows, ("total", format_money(owed.total, owed.currency))], right=frozenset({1}))


def _item_row(item: Item, me: str | None) -> tuple[str, ...]:
    leader = ", ".join(who(it.bidder, me) for it in item.winners) or (
        who(item.leader, me) if item.leader else ""
    )
    price = format_money(item.price, item.currency)
    return item.item_id, item.lot or "-", status_words(item), price, leader, item.title


def _add_list(parser: ArgumentParser) -> None:
    parser.add_argument("sale", metavar="SALE", nargs="?", help="list the items of this sale")


def _add_item(parser: ArgumentParser) -> None:
    parser.add_argument("item", metavar="ITEM")


def _add_search(parser: ArgumentParser) -> None:
    parser.add_argument("words", metavar="WORD", nargs="*", help="beginnings of words")
    parser.add_argument("--sale", metavar="SALE", help="only the items of this sale")
    parser.add_argument("--status", help="one or several, with commas between them")
    parser.add_argument("--sort", choices=SORTS, default="newest")
    parser.add_argument("--limit", type=whole_number, default=20, metavar="N")


def _add_history(parser: ArgumentParser) -> None:
    _add_item(parser)
    parser.add_argument("--limit", type=whole_number, default=50, metavar="N")


def _add_cost(parser: ArgumentParser) -> None:
    _add_item(parser)
    parser.add_argument("amount", metavar="AMOUNT", nargs="?", help="default: the next bid")
    parser.add_argument("--quantity", type=whole_number, metavar="N")


COMMANDS = (
    Command("list", "list the sales, or the items of a sale", list_, _add_list),
    Command("show", "print an item", show, _add_item),
    Command("search", "find items over all sales", search, _add_search),
    Command("history", "print an item's bids, newest first", history, _add_history),
    Command("cost", "print the cost of winning, with all fees", cost, _add_cost),
)
