"""The two distributions as wheels: `auction`, the product, and `auction-client`, the Python client."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from email.message import Message
from email.parser import Parser
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement

from tests.nodes import ROOT

CLIENT = ROOT / "clients/python"
DISTRIBUTIONS = {"aiohttp": "aiohttp", "engineio": "python-engineio", "socketio": "python-socketio"}
"""The names of distributions whose packages have another one, and of those that have the same."""
USE = """
import asyncio, sys
import auction_client
from auction_client.cli.command_line import main
async def use():
    async with auction_client.AuctionRest("http://127.0.0.1:1"): pass
asyncio.run(use())
print(auction_client.__file__, *[name for name in ("server", "persistence") if name in sys.modules])
main(["--help"])
"""


def wheel(root: Path, folder: Path) -> ZipFile:
    """Build the wheel of a distribution."""
    [built] = WheelBuilder(str(root)).build(directory=str(folder), versions=["standard"])
    return ZipFile(built)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    return wheel(CLIENT, tmp_path_factory.mktemp("client"))


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    return wheel(ROOT, tmp_path_factory.mktemp("product"))


def metadata(distribution: ZipFile) -> Message:
    [name] = [name for name in distribution.namelist() if name.endswith(".dist-info/METADATA")]
    return Parser().parsestr(distribution.read(name).decode())


def packages_in(distribution: ZipFile) -> set[str]:
    names = {name.partition("/")[0] for name in distribution.namelist()}
    return {name for name in names if not name.endswith(".dist-info")}


def imported_by(folder: Path) -> set[str]:
    """Return the packages that the modules of a folder import."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").partition(".")[0])
    return found - set(sys.stdlib_module_names)


def test_the_client_has_its_own_package_alone_and_is_typed(client: ZipFile) -> None:
    assert packages_in(client) == {"auction_client"}
    assert "auction_client/py.typed" in client.namelist()
    assert client.testzip() is None


def test_the_client_names_what_it_imports(client: ZipFile) -> None:
    needed = {Requirement(each) for each in metadata(client).get_all("Requires-Dist", [])}
    imported = imported_by(CLIENT / "auction_client") - {"auction_client"}
    assert {DISTRIBUTIONS.get(name, name) for name in imported} <= {it.name for it in needed}
    for each in needed:
        assert version(each.name) in each.specifier, f"the tested {each.name} is not in its range"


def test_the_built_client_is_used_without_the_checkout(client: ZipFile, tmp_path: Path) -> None:
    client.extractall(tmp_path)
    used = subprocess.run(
        [sys.executable, "-P", "-W", "error", "-c", USE],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    first, _, rest = used.stdout.partition("\n")
    assert first == str(tmp_path / "auction_client" / "__init__.py"), used.stderr
    assert rest.startswith("usage: auction ")
    [points] = [name for name in client.namelist() if name.endswith("entry_points.txt")]
    assert "auction = auction_client.cli.command_line:main" in client.read(points).decode()


def test_the_product_has_its_packages_and_every_file_that_they_read(product: ZipFile) -> None:
    assert packages_in(product) == {"server", "persistence"}
    read = {
        str(path.relative_to(ROOT))
        for house in ("server", "persistence")
        for path in (ROOT / house).rglob("*")
        if path.suffix in {".sql", ".lua", ".css", ".js", ".html", ".json"}
    }
    assert len(read) > 50
    assert read <= set(product.namelist())


def test_the_product_has_the_web_client_if_it_was_built(product: ZipFile) -> None:
    is_built = (ROOT / "clients/web/dist/index.html").exists()
    assert ("server/web/dist/index.html" in product.namelist()) is is_built


def test_both_distributions_have_the_same_version_and_licence(
    client: ZipFile, product: ZipFile
) -> None:
    ours, theirs = metadata(client), metadata(product)
    assert (ours["Version"], ours["License-Expression"]) == (theirs["Version"], "MIT")
    assert (CLIENT / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()


def test_the_ranges_of_the_client_and_of_the_product_agree() -> None:
    def ranges(path: Path) -> dict[str, Any]:
        declared = tomllib.loads(path.read_text())["project"]["dependencies"]
        return {re.split(r"[<>=\[]", each)[0]: Requirement(each).specifier for each in declared}

    ours, theirs = ranges(CLIENT / "pyproject.toml"), ranges(ROOT / "pyproject.toml")
    for name in ours.keys() & theirs.keys():
        assert version(name) in ours[name] & theirs[name]
