"""The command `mine`: the items that the user has bid on, or has won."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from auction_client.cli.money import format_money, whole_number
from auction_client.cli.terminal import visible
from auction_client.errors import WrongUsage
from auction_client.messages.mine import OwnBid, OwnWin
from auction_client.rest import AuctionRest


def add_mine(parser: ArgumentParser) -> None:
    """Add the options of `mine`."""
    parser.add_argument("--wins", action="store_true", help="the items that you have won")
    parser.add_argument("--limit", type=whole_number, default=20, metavar="N")


async def run_mine(options: Namespace) -> None:
    """Print a line for each of the user's items, the latest first."""
    if not options.token:
        raise WrongUsage("your token is needed: --token or AUCTION_TOKEN")
    async with AuctionRest(options.url, options.token) as rest:
        if options.wins:
            lines = win_lines((await rest.own.wins(limit=options.limit)).wins)
        else:
            lines = bid_lines((await rest.own.bids(limit=options.limit)).bids)
    for line in lines:
        print(line)


def bid_lines(bids: tuple[OwnBid, ...]) -> Iterator[str]:
    """Write each item with its price, and the user's standing and debt or offer."""
    for bid in bids:
        item = bid.item
        parts = [f"{item.item_id}  {bid.standing:<8}  {format_money(item.price, item.currency)}"]
        if bid.owed is not None:
            parts.append(f"to pay {format_money(bid.owed.total, item.currency)}")
        elif bid.yours is not None:
            parts.append(f"your maximum {format_money(bid.yours.max_amount, item.currency)}")
        yield visible(f"{', '.join(parts)}  {item.title}")


def win_lines(wins: tuple[OwnWin, ...]) -> Iterator[str]:
    """Write each item that the user has won, with its price and the total to pay."""
    for win in wins:
        hammer_price = format_money(win.hammer_price, win.currency)
        total = format_money(win.total, win.currency)
        yield visible(f"{win.item_id}  {hammer_price}, to pay {total}  {win.title}")
