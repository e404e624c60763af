"""Clients that bid again at once after the answer `busy`, beside a client that notices nothing."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from server.sockets.overload.throttle import TOO_MANY
from tests.hostile.polling_session import polling_session
from tests.nodes import LiveNode
from tests.raw_socket import raw_socket
from tests.timeouts import eventually


@contextmanager
def overload(node: LiveNode) -> Iterator[None]:
    """Have a node refuse all bids as `busy` while inside, as one whose loop lags does."""
    assert node.here is not None
    admission = node.here.core.floor.admission
    throttle = node.sockets.eio.throttle
    admission._hints._hint_ms = 500.0
    with (
        patch.object(admission, "_overloaded", lambda: True),
        patch.object(throttle, "_rounds_waiting", lambda: TOO_MANY),
    ):
        yield


def bids(first: int, count: int = 1) -> list[str]:
    """Return events that bid; their numbers are those of their acknowledgements."""
    return [
        f'42{n}["bid",{json.dumps({"bid_id": f"b{n}", "item_id": "lamp", "amount": 1_000 + 10 * n})}]'
        for n in range(first, first + count)
    ]


async def test_a_socket_that_ignores_busy_is_answered_at_the_pace_of_the_server(
    node: LiveNode,
) -> None:
    await node.put_up()
    throttle = node.sockets.eio.throttle
    async with raw_socket(node.url) as ann, raw_socket(node.url) as bob:
        await ann.join(node.token("ann"))
        await bob.join(node.token("bob"))
        with overload(node):
            ann.send(*bids(0))
            assert (await ann.ack())[1]["error"]["code"] == "busy"
            ann.send(*bids(1, 20))
            await eventually(lambda: throttle.held == 1)
            assert (await bob.call("clock", {"sent_at": 1}))["ok"] is True
        ann.send(*bids(21, 20), '4241["clock",{"sent_at":1}]')
        bid = {"bid_id": "bob", "item_id": "lamp", "amount": 500}
        assert (await bob.call("bid", bid))["ok"] is True
        answers = [await ann.ack() for _ in range(41)]
        assert [number for number, _ in answers] == list(range(1, 42))
        assert {body["error"]["code"] for _, body in answers[:-1]} == {"busy"}
        assert all(body["error"]["retry_after_ms"] > 0 for _, body in answers[:-1])
        assert answers[-1][1]["ok"] is True
        await eventually(lambda: not throttle._let_go)
        ann.send(*bids(50))
        assert (await ann.ack())[1]["ok"] is True
    assert (throttle.holds, throttle.refused) == (1, 39)


async def test_a_polling_session_that_ignores_busy_is_answered_later(node: LiveNode) -> None:
    await node.put_up()
    throttle = node.sockets.eio.throttle
    session = await polling_session(node)
    await session.join(token=node.token("ann"))
    with overload(node):
        for number in range(2):
            await session.send(*bids(number))
        assert throttle.held == 1
    await session.send(*bids(2, 10))
    assert throttle.held == 0, "the request waited until the session was let go"
    answers: list[str] = []
    while len(answers) < 12:
        answers += (await session.poll())[1]
    assert all('"code":"busy"' in answer for answer in answers)
    assert throttle.refused == 10
