"""The commands of a house on a whole sale: its acts, its notices, and its results."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from uuid import uuid4

from auction_client.cli.command import Command
from auction_client.cli.moments import parse_duration_ms
from auction_client.cli.money import format_money
from auction_client.cli.session import Session
from auction_client.cli.tables import table
from auction_client.messages import ActAnswer, ItemResult

_OUTCOMES = {"sold": "sold", "unsold": "not sold", "cancelled": "withdrawn", "deleted": "removed"}


async def create(session: Session) -> None:
    """Create a sale."""
    options = session.options
    session.require_token()
    given = {
        "auction_id": options.id,
        "currency": options.currency,
        "approval": options.approval or None,
    }
    async with session.rest() as rest:
        sale = await rest.create_auction(
            options.title, **{name: value for name, value in given.items() if value is not None}
        )
    session.out.show(sale, f"created {sale.auction_id}, in {sale.currency}: {sale.title}")


async def pause(session: Session) -> None:
    """Pause all items of a sale."""
    await _act(session, "pause", {})


async def resume(session: Session) -> None:
    """Resume a sale."""
    await _act(session, "resume", {})


async def extend(session: Session) -> None:
    """Move the ends of all items of a sale; with its act_id it may be sent again."""
    fields = {"by_ms": parse_duration_ms(session.options.by)}
    await _act(session, "extend", {**fields, "act_id": session.options.act_id or str(uuid4())})


async def notice(session: Session) -> None:
    """Give a notice to each item of a sale that has not ended."""
    options = session.options
    session.require_token()
    async with session.rest() as rest:
        items = await rest.saleroom.give_notice(
            options.sale, options.notice_id or str(uuid4()), options.text
        )
    session.out.show({"items": items}, f"given to {items} items")


async def results(session: Session) -> None:
    """Print the results of a sale, in its order."""
    sale = session.options.sale
    session.require_token()
    async with session.rest() as rest:
        page = await rest.settling.results(sale)
        found, currency = list(page.results), page.currency
        while page.next_after is not None:
            page = await rest.settling.results(sale, after=page.next_after)
            found += page.results
    session.out.list_all(found, result_lines(found, currency))


def act_line(answer: ActAnswer) -> str:
    """Write how many items an act has changed."""
    items = answer.items
    text = f"{items.changed} changed, {items.unchanged} unchanged, {items.ended} had ended"
    return f"{text}, {items.failed} follow later" if items.failed else text


def result_lines(results: Iterable[ItemResult], currency: str) -> Iterator[str]:
    """Write each item's outcome, with the winner and the amount that they owe."""
    return table(
        [row for it in results for row in _result_rows(it, currency)], right=frozenset({3, 4})
    )


def _result_rows(result: ItemResult, currency: str) -> Iterator[tuple[str, ...]]:
    lot, status = result.lot or "-", _OUTCOMES.get(result.status, result.status)
    for winner in result.winners:
        price = format_money(winner.hammer_price, currency)
        owed = f"to pay {format_money(winner.total, currency)}"
        whom = f"paddle {winner.paddle}" if winner.paddle else winner.handle
        yield result.item_id, lot, status, price, owed, whom, result.title
    if not result.winners:
        yield result.item_id, lot, status, "", "", "", result.title


async def _act(session: Session, act: str, fields: dict[str, object]) -> None:
    session.require_token()
    async with session.rest() as rest:
        answer = await rest.act_on_sale(session.options.sale, act, **fields)
    session.out.show(answer, f"{act_line(answer)}; act_id {answer.act_id}")


def _add_sale(parser: ArgumentParser) -> None:
    parser.add_argument("sale", metavar="SALE")


def _add_create(parser: ArgumentParser) -> None:
    parser.add_argument("title", metavar="TITLE")
    parser.add_argument("--id", help="the sale's id (default: the server's choice)")
    parser.add_argument("--currency", help="such as EUR")
    parser.add_argument(
        "--approval", action="store_true", help="only bidders whom you admit may bid"
    )


def _add_extend(parser: ArgumentParser) -> None:
    _add_sale(parser)
    parser.add_argument("by", metavar="TIME", help="such as 5m")
    parser.add_argument("--act-id", help="the id of an act to send again")


def _add_notice(parser: ArgumentParser) -> None:
    _add_sale(parser)
    parser.add_argument("text", metavar="TEXT")
    parser.add_argument("--notice-id", help="the id of a notice to give again")


COMMANDS = (
    Command("create", "create a sale", create, _add_create),
    Command("pause-sale", "stop taking bids on all items of a sale", pause, _add_sale),
    Command("resume-sale", "take bids again on all items of a sale", resume, _add_sale),
    Command("extend-sale", "move the ends of all items of a sale", extend, _add_extend),
    Command("notice-sale", "give a notice to all items of a sale", notice, _add_notice),
    Command("results", "print the results of a sale", results, _add_sale),
)
