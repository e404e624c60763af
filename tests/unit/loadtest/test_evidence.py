"""The logs of load clients."""

from pathlib import Path
from typing import Any

import pytest

from loadtest import evidence as log

BID = {"seq": 3, "bid_id": "b", "bidder": "Ann#aaaaa", "amount": 100, "at": 5, "auto": False}
STATE = {"item_id": "lamp", "seq": 4, "price": 100, "leader": "Ann#aaaaa", "bid_count": 1}
ITEM = {**STATE, "status": "open", "ends_at": None, "winners": [], "title": "A lamp"}


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
        log.Sent(t=1, user="ann", item_id="lamp", bid_id="b", amount=100, transport="socket"),
        log.answer_line("b", "lamp", {**accepted, "bid_id": "b", "item_id": "lamp"}),
        log.Unconfirmed(t=2, bid_id="b", item_id="lamp", reason="connection lost"),
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
def test_an_answer_that_decides_nothing_is_unconfirmed(answer: dict[str, Any]) -> None:
    assert isinstance(log.answer_line("b", "lamp", answer), log.Unconfirmed)


def test_a_message_covers_what_it_says() -> None:
    saw = log.new_bid_line("early", {**ITEM, "from_seq": 3, "bids": [BID]})
    assert (saw.from_seq, saw.seq, saw.bids) == (3, 4, [(3, "b", "Ann#aaaaa", 100)])


@pytest.mark.parametrize(
    ("since", "complete", "bids", "from_seq"),
    [(None, True, [BID], 1), (2, True, [BID], 3), (1, False, [BID], 3), (None, False, [], 5)],
)
def test_an_answer_to_a_watch_covers_what_came_after_since_or_what_it_shows(
    since: int | None, complete: bool, bids: list[dict[str, Any]], from_seq: int
) -> None:
    saw = log.watch_line("early", {"item": ITEM, "bids": bids, "complete": complete}, since)
    assert (saw.from_seq, saw.seq, saw.complete) == (from_seq, 4, complete)


def test_a_log_is_finished_even_after_an_error(tmp_path: Path) -> None:
    def cut_short() -> None:
        with log.Log(tmp_path, "client-1") as client:
            client.write(log.Unconfirmed(t=2, bid_id="b", item_id="lamp", reason="connection lost"))
            raise ConnectionError

    with pytest.raises(ConnectionError):
        cut_short()
    assert len(log.read_logs(tmp_path)) == 1


def test_a_log_may_be_finished_early(tmp_path: Path) -> None:
    with log.Log(tmp_path, "client-1") as client:
        client.write(log.Unconfirmed(t=2, bid_id="b", item_id="lamp", reason="connection lost"))
        client.close()
        assert len(log.read_logs(tmp_path)) == 1


def test_an_unfinished_log_is_refused(tmp_path: Path) -> None:
    client = log.Log(tmp_path, "client-1")
    with pytest.raises(log.UnusableError, match=r"client-1\.jsonl\.part was never finished"):
        log.read_logs(tmp_path)
    client.close()


def test_a_line_that_can_not_be_parsed_is_named(tmp_path: Path) -> None:
    (tmp_path / "client-1.jsonl").write_text('{"k":')
    with pytest.raises(log.UnusableError, match=r"client-1\.jsonl, line 1"):
        log.read_logs(tmp_path)
