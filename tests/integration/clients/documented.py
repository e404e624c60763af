"""The programs that docs/clients.md and the contract's page show."""

import html
import re

from server.reference.quick_start import quick_start
from tests.nodes import ROOT

PAGE = (ROOT / "docs/clients.md").read_text()


def program(section: str, language: str) -> str:
    """Return the program in a language that a section of the page shows."""
    found = re.search(rf"^## {section}$(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found is not None
    [shown] = re.findall(rf"^```{language}\n(.*?)^```$", found[1], re.DOTALL | re.MULTILINE)
    return str(shown)


def first_steps(language: str) -> str:
    """Return the steps of the page's quick start in a language, as one program."""
    steps = re.findall(
        rf"<figcaption>{language}</figcaption>.*?<pre.*?>(.*?)</pre>", quick_start(), re.DOTALL
    )
    return html.unescape("\n".join(steps))
