"""The progress of a command is printed at most once a second."""

import io

from persistence.replay.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 50.0

    def __call__(self) -> float:
        return self.at


def test_a_line_has_the_rate_the_share_and_the_time_left() -> None:
    out, clock = Terminal(), Clock()
    progress = Progress(out, clock)
    progress.begin(10_000_000)
    for _ in range(8):
        clock.at += 0.25
        progress.add(12_500)
    assert out.getvalue().replace("\x1b[K", "").split("\r") == [
        "",
        "50,000 events, 50,000/s, 0%, 3 min 19 s left",
        "100,000 events, 50,000/s, 1%, 3 min 18 s left",
    ]


def test_a_log_has_a_line_every_ten_seconds() -> None:
    out, clock = io.StringIO(), Clock()
    progress = Progress(out, clock)
    progress.begin(2_000)
    for _ in range(25):
        clock.at += 1
        progress.add(100)
    assert out.getvalue().splitlines() == [
        "1,000 events, 100/s, 50%, 10 s left",
        "2,000 events, 100/s, 100%, 0 s left",
    ]


def test_other_output_begins_on_an_empty_line_of_a_terminal() -> None:
    out, clock = Terminal(), Clock()
    progress = Progress(out, clock)
    progress.clear()
    assert out.getvalue() == ""
    progress.begin(10)
    clock.at += 1
    progress.add(10)
    progress.clear()
    assert out.getvalue().endswith("left\x1b[K\r\x1b[K")
