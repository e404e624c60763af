"""Lines that are redrawn in place in a terminal."""

import os
import shutil
import sys
from collections.abc import Sequence
from typing import TextIO

from auction_client.cli.tables import clipped
from auction_client.cli.terminal import visible

_HOME_OF = "\x1b[{lines}F"
_CLEAR_BELOW = "\x1b[J"


def is_live(out: TextIO) -> bool:
    """Return whether an output is a terminal in which lines can be redrawn."""
    return out.isatty() and os.environ.get("TERM", "dumb") != "dumb"


class Screen:
    """Draws lines over those that it has drawn before; no line is wider than the terminal."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._drawn: tuple[str, ...] = ()

    def draw(self, lines: Sequence[str]) -> None:
        """Replace the lines."""
        size = shutil.get_terminal_size()
        # The last row and column stay free: a terminal would scroll or wrap there.
        shown = tuple(clipped(visible(line), size.columns - 1) for line in lines[: size.lines - 1])
        if shown == self._drawn:
            return
        back = _HOME_OF.format(lines=len(self._drawn)) if self._drawn else ""
        self._out.write(back + _CLEAR_BELOW + "".join(f"{line}\n" for line in shown))
        self._out.flush()
        self._drawn = shown
