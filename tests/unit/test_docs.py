"""The documentation says what is true: every setting with its default, and every file that is named."""

import re
from pathlib import Path

from pydantic.fields import FieldInfo

from server.settings import Settings
from tests.nodes import ROOT


def row(name: str, field: FieldInfo) -> str:
    """A setting's line in docs/operations.md."""
    default = "" if field.default in (None, "", []) else f"`{field.default}`"
    return f"| `AUCTION_{name.upper()}` | {default} | {field.description} |"


def test_every_setting_stands_in_the_operations_page_with_its_default() -> None:
    page = (ROOT / "docs/operations.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| `AUCTION_")]
    assert rows == [row(name, field) for name, field in Settings.model_fields.items()]


def test_every_variable_that_is_mentioned_exists() -> None:
    known = {f"AUCTION_{name.upper()}" for name in Settings.model_fields}
    known |= {
        "AUCTION_URL",
        "AUCTION_TOKEN",
        "AUCTION_PUBLIC_PORT",
    }  # the Python client's, and Compose's
    for path in (ROOT / "README.md", ROOT / "docker-compose.yml", *(ROOT / "docs").rglob("*.md")):
        mentioned = set(re.findall(r"\bAUCTION_[A-Z_]+[A-Z]\b", path.read_text()))
        assert mentioned <= known, f"{path.name}: {mentioned - known}"


def test_every_file_that_the_readme_links_to_exists() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / "README.md").read_text()):
        assert (ROOT / Path(target)).exists(), target
