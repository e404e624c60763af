"""The first load of the page stays light."""

import re
from pathlib import Path

import pytest

from tests.nodes import ROOT

_DIST = ROOT / "clients" / "web" / "dist"
_BYTES_MAX = 60_000


_VIEWS = ("itemPage", "lists")
"""The views are files of their own, one of which belongs to the first load."""


@pytest.mark.parametrize("view", _VIEWS)
def test_the_files_of_a_first_load_have_less_than_60_kb_together(view: str) -> None:
    index = _DIST / "index.html"
    if not index.exists():
        pytest.skip("the page isn't built: run `make setup`")
    files = set(re.findall(r'(?:src|href)="/assets/([^"]+)"', index.read_text()))
    (chunk,) = (path.name for path in (_DIST / "assets").glob(f"{view}-*.js"))
    files |= _with_imports(chunk)
    files |= {path.name for path in (_DIST / "assets").glob(f"{view}-*.css")}
    assert {Path(name).suffix for name in files} >= {".js", ".css"}
    paths = [index, *(_DIST / "assets" / name for name in files)]
    sizes = {path.name: path.with_name(path.name + ".gz").stat().st_size for path in paths}
    assert sum(sizes.values()) < _BYTES_MAX, sizes


def _with_imports(name: str) -> set[str]:
    """Return a script and all that it needs before it runs."""
    text = (_DIST / "assets" / name).read_text()
    imported = re.findall(r'(?:from|import)"\./([^"]+\.js)"', text)
    return {name}.union(*map(_with_imports, imported))
