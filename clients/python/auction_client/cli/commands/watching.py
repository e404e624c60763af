"""The commands `watch` and `watch-sale`: every change of an item or of a sale."""

from argparse import ArgumentParser

from auction_client.cli.command import Command
from auction_client.cli.live.item_report import item_report
from auction_client.cli.live.sale_report import sale_report
from auction_client.cli.session import Session


async def watch(session: Session) -> None:
    """Print an item's changes up to its outcome."""
    async with session.client() as client, item_report(session, client) as report:
        async for view in client.watch(session.options.item):
            session.answered()
            report.show(view)


async def watch_sale(session: Session) -> None:
    """Print the changes of a sale's items until all have ended."""
    auction_id = session.options.sale
    async with session.client() as client:
        sale = await client.auction(auction_id)
        async with sale_report(session, client, sale) as report:
            async for view in client.watch_sale(auction_id):
                session.answered()
                report.show(view)
                if view.items and all(item.has_ended for item in view.items.values()):
                    return


def _add_lines(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--lines", action="store_true", help="print lines in a terminal too, and redraw nothing"
    )


def _add_watch(parser: ArgumentParser) -> None:
    parser.add_argument("item", metavar="ITEM")
    _add_lines(parser)


def _add_watch_sale(parser: ArgumentParser) -> None:
    parser.add_argument("sale", metavar="SALE")
    _add_lines(parser)


COMMANDS = (
    Command("watch", "show an item live, up to its outcome", watch, _add_watch),
    Command("watch-sale", "show all items of a sale live", watch_sale, _add_watch_sale),
)
