"""A connection of the swarm, from its opening request to its end."""

import asyncio
import base64
import hashlib

import pytest

from loadtest.swarm.sockets.link import Link, LinkLostError, Stage
from loadtest.swarm.sockets.run_state import Node, RunState
from loadtest.swarm.sockets.watcher import Watcher
from loadtest.swarm.wire.frames import server_frame
from tests.unit.loadtest.swarm.sockets.links import Recorder, run_state

HELLO = server_frame(b'0{"sid":"x","pingInterval":25000,"pingTimeout":20000}')


def connected(state: RunState) -> tuple[Link, Recorder]:
    link = Watcher(state, state.nodes[0], state.items["lamp"])
    transport = Recorder()
    link.connection_made(transport)
    return link, transport


def opened(link: Link, more: str = "") -> bytes:
    """Return the server's answer to a link's opening request."""
    guid = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    digest = hashlib.sha1(link._key.encode() + guid).digest()
    accept = base64.b64encode(digest).decode()
    head = f"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: {accept}\r\n{more}\r\n"
    return head.encode()


def test_a_link_joins_the_namespace_and_begins() -> None:
    state = run_state()
    link, transport = connected(state)
    link.data_received(opened(link) + HELLO)
    assert transport.packets[-1] == b"40"
    link.data_received(server_frame(b'40{"sid":"y"}'))
    assert link.is_joined
    assert state.nodes[0].joined == 1
    assert transport.packets[-1].startswith(b'420["watch"')


def test_a_ping_is_answered() -> None:
    link, transport = connected(run_state())
    link.data_received(opened(link) + HELLO + server_frame(b"2"))
    assert transport.packets[-1] == b"3"


def test_a_link_counts_for_the_node_that_the_balancer_names() -> None:
    state = run_state()
    link, _ = connected(state)
    link.data_received(opened(link, "Set-Cookie: AUCTION_NODE=node2\r\n"))
    assert [(node.name, node.connected) for node in state.nodes] == [("node", 0), ("node2", 1)]
    assert link.node.balancer is state.nodes[0]


def test_a_server_that_breaks_the_protocol_loses_the_link() -> None:
    link, transport = connected(run_state())
    link.data_received(opened(link) + server_frame(b"nonsense"))
    assert transport.aborted


async def test_the_wait_for_a_lost_link_ends_with_the_reason() -> None:
    state = run_state()
    link, _ = connected(state)
    link.ready = ready = asyncio.get_running_loop().create_future()
    link.data_received(b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\n\r\n")
    link.connection_lost(None)
    with pytest.raises(LinkLostError, match="refuses handshakes for 7 s"):
        await ready
    assert link.retry_after_s == 7
    assert state.tally.losses.total() == 1


def test_a_link_that_the_run_closes_is_not_lost() -> None:
    state = run_state()
    link, _ = connected(state)
    state.leaving = True
    link.connection_lost(None)
    assert state.tally.losses.total() == 0


def test_a_link_without_a_connection_can_not_be_cut() -> None:
    state = run_state()
    link = Watcher(state, Node("node", "127.0.0.1", 1), state.items["lamp"])
    assert link.stage is Stage.ABSENT
    assert not link.cut("reason")
