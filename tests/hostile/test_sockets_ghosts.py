"""Sockets that close while they join: no member, session or place of a user stays behind."""

import asyncio
import json
from typing import Any

import pytest

from server.sockets.recovery.sessions import Sessions
from tests.hostile.polling_session import PollingSession, polling_session
from tests.nodes import LiveNode, StoreUrls, node_here
from tests.raw_socket import raw_socket
from tests.timeouts import eventually

PROBE = "/socket.io/?EIO=4&transport=websocket&sid="


async def assert_nothing_is_left(node: LiveNode) -> None:
    """Wait until a node has no socket, no member and no request's environment."""
    server = node.sockets
    await eventually(lambda: not server.manager.rooms and not server.environ)
    await eventually(lambda: not [s for s in server.eio.sockets.values() if not s.closed])
    assert not server.manager._sids
    assert not server.manager._connecting


async def test_a_payload_with_a_close_leaves_no_member(node: LiveNode) -> None:
    for payload in (("1", "40"), ("40", "1"), ("40", "1", "40"), ("1", "1", "40")):
        session = await polling_session(node)
        await session.send(*payload)
        await assert_nothing_is_left(node)


class SlowSessions:
    """Holds each search for a returning client's session until `go` is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go = asyncio.Event(), asyncio.Event()
        self.searched: list[Sessions] = []
        find = Sessions.find

        async def find_slowly(sessions: Sessions, pid: object) -> Any:
            self.searched.append(sessions)
            self.begun.set()
            await self.go.wait()
            return await find(sessions, pid)

        monkeypatch.setattr(Sessions, "find", find_slowly)


async def close_by_request(session: PollingSession) -> None:
    await session.send("1")


async def close_by_polling_twice(session: PollingSession) -> None:
    polls = [asyncio.create_task(session.poll()) for _ in range(3)]
    await asyncio.wait(polls)


async def close_after_an_upgrade(session: PollingSession) -> None:
    async with raw_socket(session.node.url, path=PROBE + session.sid) as raw:
        raw.send("2probe")
        assert await raw.text() == "3probe"
        raw.send("5", "1")
        assert await raw.ended()


@pytest.mark.parametrize(
    "close", [close_by_request, close_by_polling_twice, close_after_an_upgrade]
)
async def test_a_user_whose_sessions_close_while_they_join_keeps_no_place(
    stores: StoreUrls, monkeypatch: pytest.MonkeyPatch, close: Any
) -> None:
    async with node_here(stores, sockets_per_user=1) as node:
        await node.put_up()
        token = node.token("ann")
        first = await polling_session(node)
        pid = (await first.join(token=token))["pid"]
        await first.send('421["watch",{"item_id":"lamp"}]')
        await first.poll()
        await first.send("1")
        await assert_nothing_is_left(node)

        slow = SlowSessions(monkeypatch)
        session = await polling_session(node)
        auth = json.dumps({"token": token, "pid": pid})
        joining = asyncio.create_task(session.send("40" + auth))
        await slow.begun.wait()
        await close(session)
        slow.go.set()
        await joining
        await assert_nothing_is_left(node)
        assert [sessions._sessions for sessions in slow.searched] == [{}]
        async with raw_socket(node.url) as again:
            assert "sid" in await again.join(token)
