"""Lines that are redrawn in place."""

import io
import re

import pytest

from auction_client.cli.live.screen import Screen, is_live


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown_by(written: str) -> list[str]:
    """Return the lines of a terminal after what was written to it."""
    lines: list[str] = []
    for part in re.split(r"(\x1b\[\d+F\x1b\[J|\x1b\[J)", written):
        if part.endswith("\x1b[J"):
            up = re.match(r"\x1b\[(\d+)F", part)
            lines = lines[: len(lines) - int(up[1])] if up else lines
        else:
            lines += part.splitlines()
    return lines


def test_new_lines_take_the_place_of_the_old_ones_and_of_no_others() -> None:
    out = Terminal("above\n")
    out.seek(0, io.SEEK_END)
    screen = Screen(out)
    for lines in (["a", "b", "c"], ["d"], ["e", "f"]):
        screen.draw(lines)
        assert shown_by(out.getvalue()) == ["above", *lines]


def test_unchanged_lines_are_not_written_again() -> None:
    out = Terminal()
    screen = Screen(out)
    screen.draw(["a"])
    written = out.getvalue()
    screen.draw(["a"])
    assert out.getvalue() == written


def test_no_line_wraps_and_no_screen_scrolls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "10")
    monkeypatch.setenv("LINES", "4")
    out = Terminal()
    Screen(out).draw(["x" * 30, "\x1b[2J", "c", "d", "e"])
    assert shown_by(out.getvalue()) == ["x" * 9, "\\x1b[2J", "c"]


def test_only_a_terminal_that_can_move_its_cursor_is_live(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert is_live(Terminal())
    assert not is_live(io.StringIO())
    monkeypatch.setenv("TERM", "dumb")
    assert not is_live(Terminal())
