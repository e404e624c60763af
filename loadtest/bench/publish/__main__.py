"""`python -m loadtest.bench.publish` writes docs/results.md, docs/scaling.md and the README's section anew.

Everything comes from stored results. `make bench` and its kin do so at their end. `--charts` draws the
charts again, too. Exit status: 0, or 2 if a page has no place for the results.
"""

import argparse
import sys
from collections.abc import Sequence

from loadtest.bench.publish.charts import draw
from loadtest.bench.publish.pages import RESULTS, PublishError, publish
from loadtest.bench.publish.scaling import publish_scaling
from loadtest.bench.results import read


def main(command_line: Sequence[str] | None = None) -> int:
    """Write the pages; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m loadtest.bench.publish", description=__doc__)
    parser.add_argument("--charts", action="store_true", help="draw the charts again")
    arguments = parser.parse_args(command_line)
    found = read(RESULTS / "bench.json")
    if arguments.charts and found is not None:
        draw(RESULTS, found)
    try:
        publish()
        publish_scaling()
    except PublishError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
