"""The two pages that show the results: docs/results.md, and the README's section between its two marks."""

from pathlib import Path

from loadtest.bench.publish.results import results_page
from loadtest.bench.publish.summary import summary

ROOT = Path(__file__).parents[3]
RESULTS = ROOT / "loadtest" / "results"
README = ROOT / "README.md"
PAGE = ROOT / "docs" / "results.md"
BEGIN = "<!-- Written by `make bench`, `bench-room`, `bench-drop` and `load`, not by hand. -->"
END = "<!-- End of the results. -->"


class PublishError(Exception):
    """The README has no place for the results; the message names the marks."""


def publish(readme: Path = README, page: Path = PAGE, folder: Path = RESULTS) -> None:
    """Write both pages from the results in `folder`; raises PublishError before anything is written."""
    text = _with_section(readme, folder)
    write_page(page, folder, charts="../loadtest/results/")
    readme.write_text(text)


def write_page(page: Path, folder: Path, *, charts: str = "") -> None:
    """Write the page with every table and chart of `folder`; `charts` is the prefix of links to charts."""
    method = "measuring.md" if charts else "../../docs/measuring.md"
    page.write_text("\n".join(results_page(folder, charts=charts, method=method)) + "\n")


def _with_section(readme: Path, folder: Path) -> str:
    before, begin, after_begin = readme.read_text().partition(BEGIN)
    _, end, after = after_begin.partition(END)
    if not begin or not end:
        raise PublishError(f"{readme.name} lacks the marks {BEGIN} and {END}")
    section = "\n".join(summary(folder, charts="loadtest/results/", page="docs/results.md"))
    return f"{before}{BEGIN}\n{section}\n{END}{after}"
