"""Evidence as files: what clients write is what the audit reads, and what it can't judge it says."""

from pathlib import Path
from typing import Any

import pytest

from loadtest import evidence as log
from loadtest.audit.judgement import judge
from loadtest.audit.record import read
from tests.unit.loadtest.audit.falsifying import lines, write
from tests.unit.loadtest.audit.honest_sale import Json, a_sale

BID = {"seq": 3, "bid_id": "b", "bidder": "Ann#aaaaa", "amount": 100, "at": 5, "auto": False}
FIGURES = {"item_id": "lamp", "seq": 4, "price": 100, "leader": "Ann#aaaaa", "bid_count": 1}
ITEM = {**FIGURES, "status": "open", "ends_at": None, "winners": [], "title": "A lamp"}


@pytest.fixture
def sale() -> Json:
    return a_sale().evidence()


def _unusable(directory: Path) -> str:
    with pytest.raises(log.UnusableError) as raised:
        judge(read(directory))
    return str(raised.value)


def test_a_log_is_read_as_it_was_written(tmp_path: Path) -> None:
    accepted = {
        "ok": True,
        "seq": 3,
        "price": 100,
        "minimum": 110,
        "leading": True,
        "ends_at": None,
    }
    written: list[log.Line] = [
        log.put_up_line({**ITEM, "start_price": 100, "increment": [[0, 10]], "soft_close": None}),
        log.Sent(t=1, user="ann", item_id="lamp", bid_id="b", amount=100, way="socket"),
        log.answer_line("b", "lamp", {**accepted, "bid_id": "b", "item_id": "lamp"}),
        log.Doubt(t=2, bid_id="b", item_id="lamp", why="connection lost"),
        log.item_line("early", ITEM),
        log.End(t=3, watcher="early", item_id="lamp", seq=4, price=100),
    ]
    with log.Log(tmp_path, "client-1") as client:
        for line in written:
            client.write(line)
    assert log.read_logs(tmp_path) == written


def test_a_refusal_is_the_same_by_socket_and_by_http() -> None:
    refusal = {"code": "too_low", "price": 100, "minimum": 110, "seq": 3}
    by_socket = log.answer_line("b", "lamp", {"ok": False, "error": refusal})
    by_http = log.answer_line("b", "lamp", {"type": "about:blank", "status": 409, **refusal})
    assert isinstance(by_socket, log.Answer)
    assert isinstance(by_http, log.Answer)
    assert (by_socket.ok, by_socket.code, by_socket.minimum) == (False, "too_low", 110)
    assert (by_http.ok, by_http.code, by_http.minimum) == (False, "too_low", 110)


@pytest.mark.parametrize(
    "answer", [{"ok": False, "error": {"code": "unknown"}}, {"code": "internal"}, {"ok": False}, {}]
)
def test_an_answer_that_decides_nothing_is_a_doubt(answer: dict[str, Any]) -> None:
    assert isinstance(log.answer_line("b", "lamp", answer), log.Doubt)


def test_a_message_covers_what_it_says() -> None:
    saw = log.new_bid_line("early", {**ITEM, "from_seq": 3, "bids": [BID]})
    assert (saw.from_seq, saw.seq, saw.bids) == (3, 4, [(3, "b", "Ann#aaaaa", 100)])


@pytest.mark.parametrize(
    ("since", "complete", "bids", "from_seq"),
    [(None, True, [BID], 1), (2, True, [BID], 3), (1, False, [BID], 3), (None, False, [], 5)],
)
def test_an_answer_to_a_watch_covers_what_came_after_since_or_what_it_shows(
    since: int | None, complete: bool, bids: list[Json], from_seq: int
) -> None:
    saw = log.watch_line("early", {"item": ITEM, "bids": bids, "complete": complete}, since)
    assert (saw.from_seq, saw.seq, saw.complete) == (from_seq, 4, complete)


def test_a_log_that_was_not_finished_is_no_evidence(sale: Json, tmp_path: Path) -> None:
    write(sale, tmp_path)
    client = log.Log(tmp_path, "client-2")
    assert _unusable(tmp_path) == "client-2.jsonl.part was never finished: its client was cut short"
    client.close()
    read(tmp_path)


def test_a_log_is_finished_even_after_an_error(tmp_path: Path) -> None:
    def cut_short() -> None:
        with log.Log(tmp_path, "client-1") as client:
            client.write(log.Doubt(t=2, bid_id="b", item_id="lamp", why="connection lost"))
            raise ConnectionError

    with pytest.raises(ConnectionError):
        cut_short()
    assert len(log.read_logs(tmp_path)) == 1


def test_a_log_may_be_finished_early(tmp_path: Path) -> None:
    with log.Log(tmp_path, "client-1") as client:
        client.write(log.Doubt(t=2, bid_id="b", item_id="lamp", why="connection lost"))
        client.close()
        assert len(log.read_logs(tmp_path)) == 1


def test_a_line_that_can_not_be_read_is_named(sale: Json, tmp_path: Path) -> None:
    write(sale, tmp_path)
    (tmp_path / "client-2.jsonl").write_text(
        '{"k":"doubt","t":1,"bid_id":"b","item_id":"i","why":""}\n{"k":'
    )
    assert _unusable(tmp_path).startswith("client-2.jsonl, line 2: ")


def test_a_line_of_an_unknown_kind_is_named(sale: Json, tmp_path: Path) -> None:
    write(sale, tmp_path)
    (tmp_path / "client-2.jsonl").write_text('{"k":"guessed","t":1}\n')
    assert _unusable(tmp_path).startswith("client-2.jsonl, line 1: ")


@pytest.mark.parametrize("name", ["hot.json", "archive.json"])
def test_a_file_that_is_missing_or_broken_is_named(sale: Json, tmp_path: Path, name: str) -> None:
    write(sale, tmp_path)
    (tmp_path / name).write_text("[1, 2")
    assert _unusable(tmp_path).startswith(f"{name}: ")
    (tmp_path / name).unlink()
    assert _unusable(tmp_path) == f"{name} is missing"


def test_nothing_is_no_evidence(sale: Json, tmp_path: Path) -> None:
    assert _unusable(tmp_path / "absent").endswith("is not a directory")
    assert _unusable(tmp_path).endswith("holds no log, or only empty ones")
    write({**sale, "hot": {}}, tmp_path)
    assert _unusable(tmp_path) == "hot.json holds no item"


def test_an_item_that_the_hot_state_lacks_is_named(sale: Json, tmp_path: Path) -> None:
    sale["hot"] = {"vase": {**sale["hot"]["lamp"], "item_id": "vase"}}
    write(sale, tmp_path)
    assert _unusable(tmp_path) == "hot.json lacks lamp, which the logs speak of"


def test_an_item_without_rules_can_not_be_judged(sale: Json, tmp_path: Path) -> None:
    sale["lines"].remove(lines(sale, "put_up")[0])
    write(sale, tmp_path)
    assert _unusable(tmp_path) == "no log says by which rules lamp was put up"
