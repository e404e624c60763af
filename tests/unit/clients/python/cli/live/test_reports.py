"""A picture that is drawn again as its view, the moment and the connection change."""

import io
from collections.abc import Iterator
from pathlib import Path

from auction_client.cli.live.reports import DrawnReport
from auction_client.cli.live.screen import Screen
from tests.unit.clients.python.cli.live.test_item_report import LIVE, SILENT, a_session


def picture(view: str, now_ms: int, trouble: str | None) -> Iterator[str]:
    yield f"{view} at {now_ms}"
    if trouble is not None:
        yield f"!! {trouble}"


def a_report(tmp_path: Path, out: io.StringIO) -> DrawnReport[str]:
    return DrawnReport(a_session(tmp_path), Screen(out), picture=picture, made_at=lambda _: 7)


def test_a_view_is_drawn_at_its_own_moment_until_the_servers_time_is_known(tmp_path: Path) -> None:
    out = io.StringIO()
    report = a_report(tmp_path, out)
    report.show("lamp")
    assert "lamp at 7" in out.getvalue()
    report.tick(9)
    assert "lamp at 9" in out.getvalue()


def test_a_picture_shows_trouble_until_it_is_over(tmp_path: Path) -> None:
    out = io.StringIO()
    report = a_report(tmp_path, out)
    report.tick(0)
    assert out.getvalue() == "", "there is nothing to show yet"
    report.show("lamp")
    report.connection(SILENT)
    assert "!! no answer from http://x" in out.getvalue()
    written = len(out.getvalue())
    report.connection(LIVE)
    assert "!!" not in out.getvalue()[written:]
