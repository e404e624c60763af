"""`make hostile`: sends the corpus to a node, and writes the number of inputs into docs/measuring.md."""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.hostile.corpus_node import corpus_node, send_corpus
from tests.hostile.findings import Findings
from tests.nodes import ROOT

PAGE = ROOT / "docs/measuring.md"
BEGIN, END = "<!-- written by `make hostile` -->\n", "<!-- up to here -->\n"


def with_table(page: str, found: Findings) -> str:
    """Return a page with the table of findings between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    table = "".join(f"{line}\n" for line in found.table())
    return f"{before}{BEGIN}{table}{END}{after}"


async def _found() -> Findings:
    with TemporaryDirectory() as folder:
        async with corpus_node(None, Path(folder)) as running:
            return await send_corpus(running.node)


def main() -> int:
    """Send the corpus; return the exit status, 1 if an answer was wrong."""
    found = asyncio.run(_found())
    sys.stdout.writelines(f"{line}\n" for line in (*found.table(), *found.wrong))
    if not found.wrong:
        PAGE.write_text(with_table(PAGE.read_text(), found))
    return bool(found.wrong)


if __name__ == "__main__":
    sys.exit(main())
