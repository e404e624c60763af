"""`python -m loadtest.swarm` puts up a sale, runs the swarm on it and prints a report.

Exit status: 0, 1 when the run has found a fault, 2 when it could not run.
"""

import asyncio
import sys

import msgspec
import uvloop

from loadtest.sale import SaleError
from loadtest.swarm.options import CannotRunError, allow_descriptors, parse
from loadtest.swarm.report import as_json, table
from loadtest.swarm.run import run

WELL, WRONG, CANNOT_RUN, INTERRUPTED = 0, 1, 2, 130


def main() -> int:
    """Carry out a run; return the exit status."""
    options = parse()
    try:
        options.check()
        allow_descriptors(options.sockets + options.sale_watchers)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            outcome = runner.run(run(options, _echo))
        report = as_json(options, outcome)
        print(table(report))
        if options.json is not None:
            options.json.write_bytes(msgspec.json.format(msgspec.json.encode(report)))
    except (CannotRunError, SaleError, OSError) as error:
        print(error, file=sys.stderr)
        return CANNOT_RUN
    except KeyboardInterrupt:
        return INTERRUPTED
    return WRONG if report["wrong"] else WELL


def _echo(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
