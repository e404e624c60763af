"""Runs a command of the command line, and turns its result or its failure into an exit status.

Exit status: 0 done or accepted, 1 refused, 2 wrong usage or no server, 3 the outcome of a bid is unknown.
"""

import argparse
import asyncio
from collections.abc import Sequence

from auction_client.cli.command import DONE, REFUSED, UNKNOWN, UNUSABLE
from auction_client.cli.logins import LoginFile
from auction_client.cli.output import Output
from auction_client.cli.parser import COMMANDS, parser
from auction_client.cli.printing import refused_line
from auction_client.cli.session import Session
from auction_client.cli.terminal import is_text, run_in_terminal
from auction_client.errors import AuctionError, OutcomeUnknown, RequestRefused

_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    return run_in_terminal(lambda: _run(parser().parse_args(arguments)))


def _run(options: argparse.Namespace) -> int:
    out = Output(as_json=options.json)
    if not all(is_text(value) for value in vars(options).values()):
        out.fail("an argument is not text in the encoding of this system")
        return UNUSABLE
    session: Session | None = None
    try:
        session = Session(options, out, LoginFile())
        status = asyncio.run(_carry_out(session))
    except OutcomeUnknown as error:
        hint = f"{error}; to learn the outcome add --bid-id {error.bid_id}"
        out.fail(hint, code="unknown", bid_id=error.bid_id)
        return UNKNOWN
    except RequestRefused as error:
        currency = session.currency if session else None
        out.fail(refused_line(error.refusal, currency), error.refusal)
        return REFUSED
    except AuctionError as error:
        out.fail(str(error))
        return UNUSABLE
    except KeyboardInterrupt:
        return _INTERRUPTED
    return DONE if status is None else status


async def _carry_out(session: Session) -> int | None:
    return await COMMANDS[session.options.command].run(session)
