"""The commands `search`, `import` and `export`: items over all sales, and sales as files."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Literal, get_args

from auction_client.cli.money import format_money, whole_number
from auction_client.cli.terminal import visible
from auction_client.errors import WrongUsage
from auction_client.messages import ImportAnswer, Item
from auction_client.rest import AuctionRest

Form = Literal["csv", "json"]
SORTS = ("newest", "ending", "price", "lot")


def add_search(parser: ArgumentParser) -> None:
    """Add the options of `search`."""
    parser.add_argument("words", metavar="WORD", nargs="*", help="beginnings of words")
    parser.add_argument("--sale", metavar="SALE", help="only the items of this sale")
    parser.add_argument("--status", help="one or several, with commas between them")
    parser.add_argument("--sort", choices=SORTS, default="newest")
    parser.add_argument("--limit", type=whole_number, default=20, metavar="N")


def add_import(parser: ArgumentParser) -> None:
    """Add the options of `import`."""
    parser.add_argument("sale", metavar="SALE")
    parser.add_argument("file", metavar="FILE", type=Path, help="a .csv or .json file")
    parser.add_argument("--dry-run", action="store_true", help="only find the faults of the file")


def add_export(parser: ArgumentParser) -> None:
    """Add the options of `export`."""
    parser.add_argument("sale", metavar="SALE")
    parser.add_argument("--form", choices=get_args(Form), default="csv")


async def run_search(options: Namespace) -> None:
    """Print a line for each item that is found."""
    async with AuctionRest(options.url, options.token) as rest:
        terms = {"auction_id": options.sale, "status": options.status, "sort": options.sort}
        found = await rest.catalogue.search(
            " ".join(options.words) or None,
            limit=options.limit,
            **{name: value for name, value in terms.items() if value is not None},
        )
    for item in found.items:
        print(_item_line(item))


async def run_import(options: Namespace) -> bool:
    """Import a file, and print its faults and the result; return whether it had no fault."""
    file, form = _read(options.file)
    async with AuctionRest(options.url, options.token) as rest:
        answer = await rest.catalogue.import_items(options.sale, file, form=form, dry_run=True)
        if not answer.fault_count and not options.dry_run:
            answer = await rest.catalogue.import_items(options.sale, file, form=form)
    for fault in answer.faults:
        place = f"row {fault.row}" + (f", {fault.field}" if fault.field else "")
        print(visible(f"{place}: {fault.message}"))
    print(_result_line(answer))
    return not answer.fault_count


async def run_export(options: Namespace) -> None:
    """Write the file of a sale to the output."""
    async with AuctionRest(options.url, options.token) as rest:
        file = await rest.catalogue.export_items(options.sale, form=options.form)
    sys.stdout.buffer.write(file)


def _read(path: Path) -> tuple[bytes, Form]:
    form: Form = "json" if path.suffix.lower() == ".json" else "csv"
    try:
        return path.read_bytes(), form
    except OSError as error:
        raise WrongUsage(f"{path}: {error.strerror}") from None


def _item_line(item: Item) -> str:
    price = format_money(item.price, item.currency)
    return visible(f"{item.item_id}  {item.lot or '-'}  {item.status:<9}  {price}  {item.title}")


def _result_line(answer: ImportAnswer) -> str:
    if answer.fault_count:
        return f"{answer.rows} rows, {answer.fault_count} faults; nothing was put up"
    done = "would be put up" if answer.dry_run else "put up"
    return f"{answer.rows} rows, {answer.created} {done}, {answer.existing} found put up before"
