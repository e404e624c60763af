"""The commands `import` and `export`: the items of a sale as a file."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Literal, get_args

from auction_client.cli.command import DONE, REFUSED, Command
from auction_client.cli.session import Session
from auction_client.errors import WrongUsage
from auction_client.messages import ImportAnswer

Form = Literal["csv", "json"]


async def import_(session: Session) -> int:
    """Import a file, and print its faults and the result; a fault makes the status REFUSED."""
    options = session.options
    session.require_token()
    file, form = _read(options.file)
    async with session.rest() as rest:
        answer = await rest.catalogue.import_items(options.sale, file, form=form, dry_run=True)
        if not answer.fault_count and not options.dry_run:
            answer = await rest.catalogue.import_items(options.sale, file, form=form)
    session.out.show(answer, *_fault_lines(answer), _result_line(answer))
    return REFUSED if answer.fault_count else DONE


async def export(session: Session) -> None:
    """Write the file of a sale to the output."""
    session.require_token()
    form: Form = "json" if session.out.as_json else session.options.form
    async with session.rest() as rest:
        file = await rest.catalogue.export_items(session.options.sale, form=form)
    sys.stdout.buffer.write(file)


def _read(path: Path) -> tuple[bytes, Form]:
    form: Form = "json" if path.suffix.lower() == ".json" else "csv"
    try:
        return path.read_bytes(), form
    except OSError as error:
        raise WrongUsage(f"{path}: {error.strerror}") from None


def _fault_lines(answer: ImportAnswer) -> list[str]:
    return [
        f"row {it.row}, {it.field}: {it.message}" if it.field else f"row {it.row}: {it.message}"
        for it in answer.faults
    ]


def _result_line(answer: ImportAnswer) -> str:
    if answer.fault_count:
        return f"{answer.rows} rows, {answer.fault_count} faults; nothing was put up"
    done = "would be put up" if answer.dry_run else "put up"
    return f"{answer.rows} rows, {answer.created} {done}, {answer.existing} found put up before"


def _add_import(parser: ArgumentParser) -> None:
    parser.add_argument("sale", metavar="SALE")
    parser.add_argument("file", metavar="FILE", type=Path, help="a .csv or .json file")
    parser.add_argument("--dry-run", action="store_true", help="only find the faults of the file")


def _add_export(parser: ArgumentParser) -> None:
    parser.add_argument("sale", metavar="SALE")
    parser.add_argument("--form", choices=get_args(Form), default="csv")


COMMANDS = (
    Command("import", "put up the items of a file in a sale", import_, _add_import),
    Command("export", "write the items of a sale as a file", export, _add_export),
)
