"""The first load of the page stays light."""

import re

import pytest

from tests.nodes import ROOT

_DIST = ROOT / "clients" / "web" / "dist"
_BYTES_MAX = 60_000


def test_the_files_of_the_first_load_have_less_than_60_kb_together() -> None:
    index = _DIST / "index.html"
    if not index.exists():
        pytest.skip("the page isn't built: run `make setup`")
    files = re.findall(r'(?:src|href)="(/assets/[^"]+)"', index.read_text())
    assert any(name.endswith(".js") for name in files)
    assert any(name.endswith(".css") for name in files)
    paths = [index, *(_DIST / name.removeprefix("/") for name in files)]
    sizes = {path.name: path.with_name(path.name + ".gz").stat().st_size for path in paths}
    assert sum(sizes.values()) < _BYTES_MAX, sizes
