"""The first load of the page stays light, whichever of its routes comes first."""

import json
from typing import Any

import pytest

from tests.nodes import ROOT

_DIST = ROOT / "clients" / "web" / "dist"
_BYTES_MAX = 60_000


def loaded(manifest: dict[str, Any], chunk: str) -> set[str]:
    """Return the files that are loaded with a chunk."""
    described = manifest[chunk]
    files = {described["file"], *described.get("css", ())}
    return files.union(*(loaded(manifest, each) for each in described.get("imports", ())))


def test_the_files_of_the_first_load_have_less_than_60_kb_together() -> None:
    if not (_DIST / "index.html").exists():
        pytest.skip("the page isn't built: run `make setup`")
    manifest = json.loads((_DIST / "manifest.json").read_text())
    routes = [each for each in manifest["index.html"]["dynamicImports"] if "/texts/" not in each]
    assert any("itemPage" in route for route in routes)
    for route in routes:
        files = {"index.html"} | loaded(manifest, "index.html") | loaded(manifest, route)
        sizes = {name: (_DIST / f"{name}.gz").stat().st_size for name in sorted(files)}
        assert sum(sizes.values()) < _BYTES_MAX, sizes
