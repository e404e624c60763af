"""The commands `join`, `login`, `logout` and `whoami` against a live node."""

import io
import json
import stat
import sys
from pathlib import Path

import pytest

from tests.integration.clients.commands import run
from tests.nodes import LiveNode


async def test_a_login_is_kept_for_its_user_alone_and_forgotten(
    node: LiveNode, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await run(node.url, "whoami"))[0] == 2, "nobody is logged in"
    status, out, err = await run(node.url, "join", "Zoe")
    assert (status, err) == (0, "")
    handle = out.strip().rpartition(" ")[2]
    assert handle.startswith("Zoe#")
    kept = config / "auction" / "logins.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert (await run(node.url, "whoami"))[1].startswith(f"{handle}, bidder, at {node.url}\n")
    status, out, err = await run(node.url, "rename", "Zora")
    assert (status, out.startswith("you are now Zora#")) == (0, True), err
    key = (await run(node.url, "link"))[1].strip()
    assert (await run(node.url, "logout"))[1] == f"logged out of {node.url}\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(key + "\n"))
    assert (await run(node.url, "login"))[1].startswith(f"logged in to {node.url} as Zora#")
    monkeypatch.setattr(sys, "stdin", io.StringIO(node.auctioneer + "\n"))
    status, out, err = await run(node.url, "login", "--json")
    shown = json.loads(out)
    assert (shown["role"], "token" in shown) == ("auctioneer", False)
    status, out, err = await run(node.url, "--token", "wrong", "login")
    assert (status, err.split(":")[0]) == (1, "refused, unauthenticated")
    assert "House#" in (await run(node.url, "whoami"))[1], "a refused token replaces no login"
    assert (await run(node.url, "logout"))[1] == f"logged out of {node.url}\n"
    assert (await run(node.url, "whoami"))[0] == 2
    assert node.auctioneer not in kept.read_text()
