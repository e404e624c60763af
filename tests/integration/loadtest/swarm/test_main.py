"""The swarm on the product: its measurements, its evidence, and the ends of a run."""

import asyncio
import json
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from loadtest.evidence import Answer, End, PutUp, Saw, Sent, read_logs
from tests.nodes import ROOT, SECRET, LiveNode, StoreUrls, free_port, node_here, node_process

LONG = ("--sockets", "10", "--bidders", "5", "--ramp", "0.1", "--seconds", "60")
SHORT = ("--seconds", "1", "--ramp", "0.5")


async def swarm(
    url: str, *arguments: str, secret: str = SECRET, limit: str = ""
) -> tuple[int, str, str]:
    """Run the swarm; return its exit status, output and errors."""
    command = [sys.executable, "-m", "loadtest.swarm", "--url", url, "--secret", secret]
    process = await asyncio.create_subprocess_exec(
        *("sh", "-c", f'{limit} exec "$@"', "sh", *command, *arguments),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def measured(tmp_path: Path, url: str, *arguments: str) -> dict[str, Any]:
    """Run the swarm, which must find no fault; return its report."""
    file = tmp_path / "swarm.json"
    status, out, err = await swarm(url, *SHORT, "--json", str(file), *arguments)
    assert status == 0, out + err
    report: dict[str, Any] = json.loads(file.read_bytes())
    return report


async def test_a_closed_loop_is_measured_and_every_screen_is_right(
    tmp_path: Path, stores: StoreUrls
) -> None:
    async with node_process(stores) as running:
        report = await measured(
            *(tmp_path, running.node.url, "--sockets", "30", "--bidders", "10", "--items", "3"),
            *("--pid", f"node={running.process.pid}"),
        )
    bids, screens, node = report["bids"], report["screens"], report["processes"]["node"]
    assert bids["accepted"] > 0
    assert bids["accepted_ms"]["p50"] <= bids["accepted_ms"]["p99"] <= bids["accepted_ms"]["max"]
    assert report["connect"]["sockets"] == 30
    assert report["deliveries"]["count"] > 0
    assert (screens["watchers"], screens["right"]) == (20, 20)
    assert node["us_per_accepted"] > 0
    assert node["resident_mb_connected"] > 10


async def test_an_open_loop_sends_at_its_rate(tmp_path: Path, node: LiveNode) -> None:
    report = await measured(tmp_path, node.url, "--sockets", "6", "--bidders", "5", "--rate", "40")
    assert report["whole_run"]["sent"] == 50, "half the rate in the half second of the ramp"
    # Bids that this process sent too late for the measuring window are not counted.
    assert 25 <= report["bids"]["sent"] <= 44


async def test_evidence_has_every_bid_and_the_messages_of_the_logging_watchers(
    tmp_path: Path, node: LiveNode
) -> None:
    report = await measured(
        *(tmp_path, node.url, "--sockets", "12", "--bidders", "4", "--items", "2"),
        *("--evidence", str(tmp_path / "evidence"), "--evidence-watchers", "3"),
    )
    lines = read_logs(tmp_path / "evidence")
    kinds = Counter(map(type, lines))
    whole = report["whole_run"]
    assert kinds[PutUp] == 2
    assert kinds[Sent] == whole["sent"]
    assert kinds[Answer] == whole["sent"] - whole["unanswered"]
    assert kinds[End] == 3
    watchers = {line.watcher for line in lines if isinstance(line, Saw)}
    assert len(watchers) == 3
    accepted = {line.bid_id: line.seq for line in lines if isinstance(line, Answer) and line.ok}
    seen = {bid[1]: bid[0] for line in lines if isinstance(line, Saw) for bid in line.bids}
    assert seen.items() <= accepted.items()


async def test_two_nodes_share_the_sockets_of_every_item(tmp_path: Path, stores: StoreUrls) -> None:
    async with node_process(stores) as one, node_process(stores) as two:
        report = await measured(
            *(tmp_path, one.node.url, "--url", two.node.url, "--sockets", "20", "--bidders", "8")
        )
    assert all(node["accepted"] > 0 for node in report["nodes"])
    assert report["screens"]["right"] == 12


async def test_more_items_than_bidders_all_get_bids(tmp_path: Path, node: LiveNode) -> None:
    arguments = ("--sockets", "10", "--bidders", "2", "--items", "8", "--rate", "50")
    report = await measured(tmp_path, node.url, *arguments)
    assert report["screens"]["right"] == 8
    assert report["whole_run"]["accepted"] == report["whole_run"]["sent"]


async def test_a_run_is_over_when_every_item_has_ended(tmp_path: Path, node: LiveNode) -> None:
    arguments = ("--sockets", "4", "--bidders", "3", "--ends-in", "2.5", "--seconds", "60")
    began = time.monotonic()
    report = await measured(tmp_path, node.url, *arguments)
    assert time.monotonic() - began < 30
    assert report["whole_run"]["codes"]["closed"] >= 1


async def test_compression_is_offered_when_asked_for(tmp_path: Path, node: LiveNode) -> None:
    """A server may accept compression or not."""
    report = await measured(tmp_path, node.url, "--sockets", "8", "--bidders", "4", "--deflate")
    assert report["connect"]["compressed"] in (0, 8)
    assert report["screens"]["right"] == 4


async def test_a_server_killed_midway_ends_the_run_with_1_and_a_report(
    tmp_path: Path, stores: StoreUrls
) -> None:
    file = tmp_path / "swarm.json"
    async with node_process(stores) as running:
        command = [sys.executable, "-m", "loadtest.swarm", "--url", running.node.url, *LONG]
        process = await asyncio.create_subprocess_exec(
            *(*command, "--secret", SECRET, "--json", str(file)),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stderr is not None
        for _ in range(2):
            await _line_with_accepted_bids(process.stderr)
        await running.kill()
        killed_at = time.monotonic()
        out, _ = await process.communicate()
    assert time.monotonic() - killed_at < 30
    assert process.returncode == 1
    assert b"wrong: the run ended early" in out
    report = json.loads(file.read_bytes())
    assert report["bids"]["accepted"] > 0
    assert report["screens"]["right"] is None, "the screens could not be compared"


async def _line_with_accepted_bids(progress: asyncio.StreamReader) -> None:
    async with asyncio.timeout(60):
        while re.search(rb" [1-9]\d* accepted", await progress.readline()) is None:
            assert not progress.at_eof(), "it has ended"


async def test_a_server_that_is_not_there_ends_with_2_and_one_line() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    status, out, err = await swarm(url)
    assert (status, out) == (2, "")
    assert url in err
    assert err.count("\n") == 1


async def test_invalid_tokens_end_with_2_and_one_line(node: LiveNode) -> None:
    status, out, err = await swarm(node.url, secret="the wrong secret, but a long enough one")
    assert (status, out) == (2, "")
    assert "401" in err
    assert err.count("\n") == 1


async def test_too_few_file_descriptors_are_an_error_at_the_start() -> None:
    status, out, err = await swarm(
        "http://127.0.0.1:1", "--sockets", "1000", limit="ulimit -n 300; "
    )
    assert (status, out) == (2, "")
    assert "1200" in err
    assert "300" in err


async def test_a_soft_limit_is_raised_as_far_as_needed(tmp_path: Path, node: LiveNode) -> None:
    file = tmp_path / "swarm.json"
    arguments = ("--sockets", "60", "--bidders", "5", "--rate", "5", "--json", str(file))
    status, out, err = await swarm(node.url, *SHORT, *arguments, limit="ulimit -Sn 50; ")
    assert status == 0, out + err
    assert json.loads(file.read_bytes())["connect"]["sockets"] == 60


async def test_tokens_may_come_from_a_file(tmp_path: Path, node: LiveNode) -> None:
    tokens = tmp_path / "tokens"
    tokens.write_text("\n".join([node.auctioneer, node.token("ann"), node.token("bob")]))
    command = [sys.executable, "-m", "loadtest.swarm", "--url", node.url, *SHORT]
    arguments = ("--token-file", str(tokens), "--sockets", "2", "--bidders")
    statuses = []
    for bidders in ("2", "3"):
        process = await asyncio.create_subprocess_exec(
            *(*command, *arguments, bidders, "--sockets", "5"),
            cwd=ROOT,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        _, err = await process.communicate()
        statuses.append(process.returncode)
    assert statuses == [0, 2]
    assert b"holds 3 tokens" in err


async def test_dropped_sockets_are_removed_and_all_come_back_through_the_rate_limit(
    tmp_path: Path, stores: StoreUrls
) -> None:
    async with node_here(stores, handshakes_per_s=20) as node:
        report = await measured(
            *(tmp_path, node.url, "--sockets", "63", "--bidders", "3", "--connect-rate", "15"),
            *("--rate", "10", "--drop"),
        )
    drop = report["drop"]
    assert (drop["sockets"], drop["back"]) == (60, 60)
    assert 0 < drop["gone_s"] < 60
    assert 0.5 <= drop["half_back_s"] <= drop["back_s"]
    assert report["screens"]["right"] == 60
    assert sum(node["sockets"] for node in report["nodes"]) == 63
