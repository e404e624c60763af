"""Runs on a faulty server: each fault is detected and named, and no run hangs."""

import asyncio
import time
from itertools import cycle
from typing import Any

import pytest

from loadtest.swarm import progress
from loadtest.swarm.options import CannotRunError, parse
from loadtest.swarm.report import as_json
from loadtest.swarm.run import run
from tests.integration.loadtest.scripted_server import ScriptedServer, scripted_server
from tests.timeouts import WAIT_MAX_S

BIDS = 25 + 70
"""Half a second of a ramp to 100 bids/s, then 0.7 s at that rate."""
LONGER = ("--seconds", "1.5")
IN_THE_MIDDLE = 25 + 50
"""The number of bids when a third of the longer measuring time is over."""


async def swarm(server: ScriptedServer, *arguments: str) -> dict[str, Any]:
    """Run the swarm in this process; return its report."""
    short = ("--seconds", "0.7", "--ramp", "0.5", "--settle", "1", "--rate", "100")
    sockets = ("--sockets", "6", "--bidders", "2")
    options = parse(["--url", server.url, "--secret", "s" * 32, *short, *sockets, *arguments])
    return as_json(options, await run(options, lambda line: None))


async def _bids(server: ScriptedServer, count: int) -> None:
    async with asyncio.timeout(WAIT_MAX_S):
        while len(server.bids) < count:
            await asyncio.sleep(0.005)


async def test_an_honest_server_has_no_fault() -> None:
    async with scripted_server() as server:
        found = await swarm(server)
    assert found["wrong"] == []
    assert found["whole_run"]["accepted"] == found["whole_run"]["sent"]
    assert found["whole_run"]["sent"] == pytest.approx(BIDS, abs=2)
    assert found["screens"]["right"] == 4
    assert server.pongs == 6, "a ping is answered"


async def test_sockets_are_counted_for_the_node_that_a_balancer_has_chosen() -> None:
    async with scripted_server() as server:
        server.chosen = cycle(["node1", "node2"])
        found = await swarm(server)
    nodes = {node["name"]: node for node in found["nodes"]}
    assert set(nodes) == {"node1", "node2"}
    assert [node["sockets"] for node in nodes.values()] == [3, 3]
    assert [node["bidders"] for node in nodes.values()] == [1, 1]
    assert sum(node["accepted"] for node in nodes.values()) == found["whole_run"]["accepted"]
    assert found["wrong"] == []


async def test_a_node_behind_a_balancer_that_drops_all_its_sockets_ends_the_run() -> None:
    async with scripted_server() as server:
        server.chosen = cycle(["node1", "node2"])
        running = asyncio.create_task(swarm(server, "--seconds", "60"))
        await _bids(server, 1)
        for socket in server.sockets[1::2]:
            await socket.close()
        async with asyncio.timeout(WAIT_MAX_S):
            found = await running
    assert found["wrong"][0].startswith("the run ended early: node2 has dropped all its sockets")


async def test_a_lost_message_is_detected_and_fetched() -> None:
    async with scripted_server() as server:
        server.lost = {20, 21, 80}
        found = await swarm(server)
    assert sorted(server.asked_since) == [19] * 4 + [79] * 4
    assert (found["screens"]["gaps"], found["screens"]["gaps_filled"]) == (8, 8)
    assert found["wrong"] == []


async def test_lost_last_messages_leave_wrong_screens() -> None:
    async with scripted_server() as server:
        server.lost = set(range(BIDS // 2, 2 * BIDS))
        found = await swarm(server)
    assert any("screens right at the end: 0 of 4" in fault for fault in found["wrong"])


async def test_a_slow_server_can_not_hide_waiting_times() -> None:
    """A pause of half a second delays fifty bids, because they stay due during the pause."""
    async with scripted_server() as server:
        running = asyncio.create_task(swarm(server, *LONGER))
        await _bids(server, IN_THE_MIDDLE)
        pause = asyncio.Event()
        packet = server.packet

        async def held_up(socket: Any, text: str) -> None:
            await pause.wait()
            await packet(socket, text)

        server.packet = held_up  # type: ignore[assignment,method-assign]
        await asyncio.sleep(0.5)
        pause.set()
        found = await running
    times = found["bids"]["accepted_ms"]
    assert found["bids"]["sent"] == pytest.approx(150, abs=30)
    assert times["max"] > 450
    assert times["p95"] > 250, "a third of all bids was due in the pause"


async def test_the_lag_of_the_swarm_itself_counts_too() -> None:
    async with scripted_server() as server:
        running = asyncio.create_task(swarm(server, *LONGER))
        await _bids(server, IN_THE_MIDDLE)
        time.sleep(0.5)  # noqa: ASYNC251 - stops the swarm, which shares this event loop
        found = await running
    assert found["bids"]["accepted_ms"]["p95"] > 250
    assert found["swarm"]["lag_ms"]["max"] > 400


async def test_bids_without_an_answer_are_a_fault() -> None:
    async with scripted_server() as server:
        server.answering = lambda packet: None if server.seq % 10 == 0 else packet
        found = await swarm(server)
    unanswered = found["whole_run"]["unanswered"]
    assert unanswered == server.seq // 10
    assert f"{unanswered} bids had no answer" in found["wrong"]


async def test_a_server_that_stops_answering_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SILENCE_S", 1.0)
    async with scripted_server() as server:
        server.answering = lambda packet: None if server.seq > 50 else packet
        async with asyncio.timeout(WAIT_MAX_S):
            found = await swarm(server, "--seconds", "60")
    assert "the run ended early: no bid has been answered for 1 s" in found["wrong"]


@pytest.mark.parametrize("nonsense", ["x", "43", '43[{"ok":true}]', "42", "45[]", "1", "41"])
async def test_nonsense_instead_of_an_answer_ends_the_run(nonsense: str) -> None:
    async with scripted_server() as server:
        server.answering = lambda packet: nonsense
        async with asyncio.timeout(WAIT_MAX_S):
            found = await swarm(server, "--seconds", "60", "--bidders", "6")
    assert found["wrong"][0].startswith("the run ended early")
    assert sum(found["whole_run"]["lost"].values()) == 6


async def test_an_answer_to_an_unknown_event_loses_the_socket() -> None:
    async with scripted_server() as server:
        server.answering = lambda packet: packet.replace("43", "439", 1)
        found = await swarm(server, "--bidders", "6")
    assert any("never sent" in reason for reason in found["whole_run"]["lost"])


async def test_a_server_that_refuses_every_socket_can_not_be_measured() -> None:
    async with scripted_server() as server:
        server.joining = lambda packet: '44{"message":"no"}'
        with pytest.raises(CannotRunError, match="refused the socket"):
            await swarm(server)


async def test_a_refusal_that_no_valid_bid_gets_is_a_fault() -> None:
    error = '[{"ok":false,"error":{"code":"invalid","message":"m"}}]'
    async with scripted_server() as server:
        server.answering = lambda packet: packet[: packet.index("[")] + error
        found = await swarm(server)
    assert "no bid was accepted" in found["wrong"]
    assert any("refused as invalid" in fault for fault in found["wrong"])


async def test_busy_is_not_a_refusal_and_delays_the_next_bid() -> None:
    error = '[{"ok":false,"error":{"code":"busy","message":"m","retry_after_ms":400}}]'
    async with scripted_server() as server:
        server.answering = lambda packet: packet[: packet.index("[")] + error
        began = time.monotonic()
        found = await swarm(server, *LONGER, "--rate", "closed")
        took_s = time.monotonic() - began
    assert found["bids"]["refused"] == 0
    assert found["whole_run"]["codes"]["busy"] <= 2 * (min(took_s, 2.5) / 0.4 + 1)
    assert found["whole_run"]["codes"]["busy"] >= 4


async def test_dropped_sockets_that_are_refused_come_back_later_and_fetch_what_they_missed() -> (
    None
):
    async with scripted_server() as server:
        running = asyncio.create_task(swarm(server, "--drop"))
        await _bids(server, 1)
        server.full = 3
        found = await running
    drop = found["drop"]
    assert (drop["sockets"], drop["back"], drop["deferred_tries"]) == (4, 4, 3)
    assert drop["back_s"] > 1
    assert sorted(server.asked_since) == [server.seq] * 4
    assert found["wrong"] == []


async def test_a_watch_that_the_server_can_not_answer_yet_is_sent_again() -> None:
    error = '[{"ok":false,"error":{"code":"unavailable","message":"m"}}]'
    async with scripted_server() as server:
        refusals = iter([True] * 6)
        server.watching = lambda packet: (
            packet[: packet.index("[")] + error if next(refusals, False) else packet
        )
        found = await swarm(server)
    assert found["screens"]["watches_repeated"] == 6
    assert found["wrong"] == []


async def test_a_watch_that_is_refused_for_good_loses_the_socket() -> None:
    error = '[{"ok":false,"error":{"code":"not_found","message":"m"}}]'
    async with scripted_server() as server:
        server.watching = lambda packet: packet[: packet.index("[")] + error
        with pytest.raises(CannotRunError, match="not_found"):
            await swarm(server)
