"""The programs that docs/clients.md shows."""

import re

from tests.nodes import ROOT

PAGE = (ROOT / "docs/clients.md").read_text()


def program(section: str, language: str) -> str:
    """Return the program in a language that a section of the page shows."""
    found = re.search(rf"^## {section}$(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found is not None
    [shown] = re.findall(rf"^```{language}\n(.*?)^```$", found[1], re.DOTALL | re.MULTILINE)
    return str(shown)
