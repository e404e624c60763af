"""The dispatcher on a live node: bids of one socket overlap, and answers keep the order of events."""

import json
import uuid
from typing import Any

import pytest

from tests.integration.sockets.client_steps import BID, refusal_code
from tests.nodes import LiveNode, connected
from tests.raw_socket import raw_socket


def bid_event(amount: int) -> list[Any]:
    bid_id = uuid.uuid4().hex
    return ["bid", {"bid_id": bid_id, "item_id": "lamp", "amount": amount, "raise_own": True}]


async def test_bids_sent_at_once_are_settled_in_one_round_and_answered_in_order(
    node: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    await node.put_up()
    assert node.here is not None
    hot_state, rounds = node.here.core.hot_state, 0
    acquire = hot_state.acquire

    async def counting(*arguments: Any) -> Any:
        nonlocal rounds
        rounds += 1
        return await acquire(*arguments)

    async with raw_socket(node.url) as raw:
        await raw.join(node.token("ann"))
        monkeypatch.setattr(hot_state, "acquire", counting)
        raw.send(
            *[f"42{number}{json.dumps(bid_event(1_000 + 10 * number))}" for number in range(10)]
        )
        answers = [await raw.ack() for _ in range(10)]
    assert [number for number, _ in answers] == list(range(10))
    assert [body["price"] for _, body in answers] == [1_000 + 10 * n for n in range(10)]
    assert rounds == 1


async def test_other_events_between_bids_keep_their_place(node: LiveNode) -> None:
    await node.put_up()
    watch, clock = ["watch", {"item_id": "lamp"}], ["clock", {"sent_at": 1}]
    async with raw_socket(node.url) as raw:
        await raw.join(node.token("ann"))
        events = [
            bid_event(200),
            clock,
            watch,
            bid_event(300),
            ["nonsense", {}],
            watch,
            bid_event(250),
        ]
        raw.send(*[f"42{number}{json.dumps(event)}" for number, event in enumerate(events)])
        answers = [await raw.ack() for _ in events]
    assert [number for number, _ in answers] == list(range(7))
    assert [body["ok"] for _, body in answers] == [True, True, True, True, False, True, False]
    assert [answers[n][1]["item"]["price"] for n in (2, 5)] == [200, 300]


async def test_an_event_without_an_acknowledgement_id_is_handled_and_not_answered(
    node: LiveNode,
) -> None:
    await node.put_up()
    async with raw_socket(node.url) as raw:
        await raw.join(node.token("ann"))
        raw.send(f"42{json.dumps(bid_event(200))}", '42["nonsense"]')
        assert (await raw.call("watch", {"item_id": "lamp"}))["item"]["bid_count"] <= 1
        status, _ = await node.bid(205, "bob")
        assert status == 409


async def test_an_event_waits_for_the_connect_handler_of_its_socket(node: LiveNode) -> None:
    await node.put_up()
    async with raw_socket(node.url) as raw:
        connect = json.dumps({"token": node.token("ann")})
        raw.send(f"40{connect}", f"421{json.dumps(['bid', BID])}")
        assert (await raw.text()).startswith("0{")
        assert (await raw.text()).startswith("40{")
        assert (await raw.ack())[1]["ok"] is True


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_an_event_outside_the_contract_is_refused_as_invalid(
    node: LiveNode, transport: str
) -> None:
    names = ["connect", "disconnect", "nonsense", "message", "on_bid", "__init__"]
    async with connected(node, transports=(transport,)) as client:
        for name in names:
            assert refusal_code(await client.call(name, {"HTTP_X": 1})) == "invalid", name
        assert (await client.call("clock", {"sent_at": 1}))["ok"] is True
