"""No command ends with a traceback, whatever a server answers: one line and an exit status."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from auction_client.cli.command_line import main
from auction_client.cli.parser import COMMANDS
from tests.nodes import free_port

ARGUMENTS: dict[str, list[str]] = {
    "join": ["Ann"],
    "rename": ["Ann"],
    "show": ["lamp"],
    "search": ["lamp"],
    "history": ["lamp"],
    "cost": ["lamp", "5"],
    "watch": ["lamp"],
    "watch-sale": ["sale"],
    "bid": ["lamp", "5.00", "--timeout", "0.1"],
    "retract": ["lamp", "b1", "--reason", "mistyped"],
    "follow": ["lamp"],
    "unfollow": ["lamp"],
    "statement": ["sale"],
    "extend": ["lamp", "+5m"],
    "void": ["lamp", "b1", "--reason", "x"],
    "award": ["lamp", "1"],
    "ask": ["lamp", "5"],
    "notice": ["lamp", "x"],
    "floor-bid": ["lamp", "5"],
    "create": ["A sale"],
    "extend-sale": ["sale", "5m"],
    "notice-sale": ["sale", "x"],
    "admit": ["sale", "ann", "--limit", "5"],
    "block": ["sale", "ann"],
    "paddle": ["sale", "7", "--name", "Eve"],
    "clerk": ["sale", "ann"],
    "bots": ["lamp", "--seconds", "1"],
}
ON_AN_ITEM = ("open", "pause", "resume", "warn", "close", "cancel", "pass", "sell", "reopen")
ON_A_SALE = ("pause-sale", "resume-sale", "results", "bidders", "export")
WITHOUT_A_SERVER = frozenset({"logout", "link"})

ANSWERS = {
    "no JSON": (200, "<html>"),
    "another shape": (200, '{"items": 5}'),
    "a gateway's error": (502, "<html>Bad gateway"),
    "a refusal with strange details": (
        409,
        '{"code": "invalid", "detail": "\\u001b[2J", "errors": [5, {"field": 1}], "minimum": "x"}',
    ),
    "a redirect to nowhere": (302, ""),
}


def arguments(name: str, file: Path) -> list[str]:
    if name in ON_AN_ITEM:
        return ["lamp"]
    if name in ON_A_SALE:
        return ["sale"]
    return ["sale", str(file)] if name == "import" else ARGUMENTS.get(name, [])


class Server:
    """A server that gives one answer to everything."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.answer = (200, "")

    async def handle(self, _request: web.Request) -> web.Response:
        status, text = self.answer
        return web.Response(status=status, text=text, content_type="application/json")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[Server]:
    port = free_port()
    made, app = Server(port), web.Application()
    app.router.add_route("*", "/{path:.*}", made.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield made
    await runner.cleanup()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("answer", ANSWERS)
async def test_a_strange_answer_is_one_line_and_a_status(
    server: Server, answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "lots.csv").write_text("lot,title,start_price\n1,A,1\n")
    server.answer = ANSWERS[answer]
    for name in COMMANDS.keys() - WITHOUT_A_SERVER:
        words = [name, *arguments(name, tmp_path / "lots.csv"), "--url", server.url]
        status, out, err = await asyncio.to_thread(ended, [*words, "--token", "t"])
        assert status in {0, 1, 2, 3}, (name, status)
        assert status == 0 or len(err.splitlines()) == 1, (name, out, err)
        assert "\x1b" not in out + err, name


def ended(words: list[str]) -> tuple[int, str, str]:
    """Run a command; return its exit status and its outputs."""
    out, err = io.TextIOWrapper(io.BytesIO()), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main(words)
    out.flush()
    assert isinstance(out.buffer, io.BytesIO)
    return status, out.buffer.getvalue().decode(), err.getvalue()
