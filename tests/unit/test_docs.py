"""The documentation agrees with the code: settings, log events, metrics, and files that are linked to."""

import re

from pydantic.fields import FieldInfo

from server.secret_files import variables
from server.setting_groups import LimitSettings, TraceSettings
from server.settings import Settings
from server.unknown_settings import OTHERS
from tests.faults.listed import GROUPS
from tests.nodes import ROOT

SHOWN_COLUMNS = 5


def row(name: str, field: FieldInfo) -> str:
    """A setting's line in docs/settings.md."""
    default = "" if field.default in (None, "", []) else f"`{field.default}`"
    return f"| `AUCTION_{name.upper()}` | {default} | {field.description} |"


def test_every_setting_stands_in_the_settings_page_with_its_default() -> None:
    page = (ROOT / "docs/settings.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| `AUCTION_")]
    limits, traces = LimitSettings.model_fields, TraceSettings.model_fields
    own = [name for name in Settings.model_fields if name not in {*limits, *traces}]
    names = [*own, *limits, *traces]
    assert rows[: len(names)] == [row(name, Settings.model_fields[name]) for name in names]
    assert len(rows) == len(names)


def test_every_variable_that_is_mentioned_exists() -> None:
    known = {f"AUCTION_{name.upper()}" for name in Settings.model_fields} | set(variables())
    known |= OTHERS
    for path in (ROOT / "README.md", ROOT / "docker-compose.yml", *(ROOT / "docs").rglob("*.md")):
        mentioned = set(re.findall(r"\bAUCTION_[A-Z_]+[A-Z]\b", path.read_text()))
        assert mentioned <= known, f"{path.name}: {mentioned - known}"


def test_every_file_that_a_page_links_to_exists() -> None:
    folders = ("", "docs", "docs/decisions", "clients/python", "clients/web", "clients/web/sdk")
    pages = [page for folder in folders for page in (ROOT / folder).glob("*.md")]
    missing = {
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)[)#]", page.read_text())
        if not (page.parent / target).exists()
    }
    assert missing == set()


def first_cells(heading: str, page: str = "operations") -> str:
    """Return the first column of the table under a heading in a page of docs."""
    table = (ROOT / f"docs/{page}.md").read_text().split(f"| {heading} |")[1].split("\n\n")[0]
    return "\n".join(line.split("|")[1] for line in table.splitlines()[2:])


def source_of(*folders: str) -> str:
    """Return the text of all modules in some folders."""
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return "\n".join(path.read_text() for path in files)


def test_every_log_event_that_the_operations_page_explains_is_logged_somewhere() -> None:
    named = re.findall(r"`(\w+)`", first_cells("log event"))
    source = source_of("server", "persistence")
    assert named
    assert [name for name in named if f'"{name}"' not in source] == []


def test_the_metrics_page_explains_every_metric() -> None:
    named = re.findall(
        r"`auction_(\w+?)(?:_total)?(?:\{[\w,]+\})?`", first_cells("metric", "metrics")
    )
    defined = re.findall(
        r"\b(?:counters?|gauges?|histograms?|constant)\(\s*\"(\w+)\"", source_of("server/node")
    )
    assert sorted(named) == sorted(defined)


def test_the_operations_page_says_what_to_do_about_every_alert() -> None:
    rules = (ROOT / "deploy/prometheus/alerts.yml").read_text()
    defined = re.findall(r"- alert: (\w+)", rules)
    cells = "\n".join(
        re.findall(r"^\| `Auction[^|]*", (ROOT / "docs/operations.md").read_text(), re.M)
    )
    assert sorted(re.findall(r"`(\w+)`", cells)) == sorted(defined)


def test_every_heading_that_a_page_links_to_exists() -> None:
    for page in sorted((ROOT / "docs").glob("*.md")):
        for target, anchor in re.findall(r"\]\(([\w/.-]*)#([\w-]+)\)", page.read_text()):
            text = ((page.parent / target) if target else page).read_text()
            titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
            assert anchor in anchors, f"{page.name}: {target}#{anchor}"


def test_every_line_of_the_durability_page_names_a_test_that_exists() -> None:
    page = (ROOT / "docs/durability.md").read_text().partition("## The cost of waiting")[0]
    rows = [line for line in page.splitlines() if line.startswith("| ") and "---" not in line]
    lines = [row.strip("| ").split(" | ") for row in rows if row.count("|") == SHOWN_COLUMNS + 1]
    shown = [re.fullmatch(r"`(\w+)`", cells[-1]) for cells in lines if cells[-1] != "shown by"]
    names = [match[1] for match in shown if match]
    assert len(names) == len(shown) > 40
    defined = set(re.findall(r"^async def (\w+)\(", source_of("tests"), re.MULTILINE))
    assert set(names) - defined == set()


def test_the_durability_page_tells_of_every_fault_that_may_lose_bids() -> None:
    page = (ROOT / "docs/durability.md").read_text()
    losing = [fault.__name__ for group in GROUPS if not group.redis_keeps for fault in group.faults]
    assert [name for name in losing if f"`{name}`" not in page] == []
