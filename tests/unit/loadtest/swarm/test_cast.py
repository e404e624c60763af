"""The cast of a run."""

from pathlib import Path

import pytest

from loadtest.sale import make_token
from loadtest.swarm.cast import bidders_of, put_up_sale, watchers_of
from loadtest.swarm.options import CannotRunError, parse
from loadtest.swarm.sockets.run_state import Node
from loadtest.swarm.sockets.watcher import LoggingWatcher
from tests.unit.loadtest.swarm.sockets.links import new_log, run_state

SECRET = "s" * 32


def tokens(count: int) -> list[str]:
    return [make_token(SECRET, f"b{number}") for number in range(count)]


def test_more_bidders_than_items_share_the_items_evenly() -> None:
    bidders = bidders_of(run_state("lamp", "vase"), tokens(4))
    assert [[item.item_id for item in bidder.items] for bidder in bidders] == [
        *(["lamp"], ["vase"], ["lamp"], ["vase"])
    ]
    assert [bidder.user for bidder in bidders] == ["b0", "b1", "b2", "b3"]


def test_more_items_than_bidders_are_all_bid_on() -> None:
    bidders = bidders_of(run_state("a", "b", "c", "d", "e"), tokens(2))
    assert [[item.item_id for item in bidder.items] for bidder in bidders] == [
        *(["a", "c", "e"], ["b", "d"])
    ]


def test_the_sockets_of_each_item_are_spread_over_the_nodes() -> None:
    state = run_state("lamp", "vase")
    state.nodes.append(Node("node2", "127.0.0.1", 2))
    watchers = watchers_of(state, 4, hot=False, logging=0)
    places = [(watcher.item.item_id, watcher.node.name) for watcher in watchers]
    assert sorted(places) == [
        *(("lamp", "node"), ("lamp", "node2"), ("vase", "node"), ("vase", "node2"))
    ]


def test_hot_watchers_watch_the_first_item_and_the_first_ones_keep_a_log(tmp_path: Path) -> None:
    with new_log(tmp_path) as log:
        watchers = watchers_of(run_state("lamp", "vase", log=log), 3, hot=True, logging=1)
    assert {watcher.item.item_id for watcher in watchers} == {"lamp"}
    assert [isinstance(watcher, LoggingWatcher) for watcher in watchers] == [True, False, False]


async def test_a_file_with_too_few_tokens_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text("\n".join(tokens(3)))
    options = parse(["--url", "http://127.0.0.1:1", "--token-file", str(file), "--bidders", "3"])
    with pytest.raises(CannotRunError, match="holds 3 tokens"):
        await put_up_sale(options)
