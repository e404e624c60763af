"""A stream of archived events is decided again, and the differences are named."""

from collections.abc import Iterator, Sequence

import msgspec
import pytest
from msgspec.structs import replace

from persistence.replay import deciding
from persistence.replay.deciding import Decided, Difference, Hello, Report, decide_again, header
from server.domain.commands import CloseItem
from server.domain.events import Event
from server.domain.types import ItemId, Millis
from tests.unit.domain.sale import BEN, CEM, HOUSE, NOON, bid
from tests.unit.persistence.sale import events_of

EVENTS = events_of(bid(100), bid(150, BEN, "b2"), bid(200, CEM, "b3"), CloseItem(HOUSE))
LOW = [*EVENTS[:3], replace(EVENTS[3], amount=105), *EVENTS[4:]]
"""The same with a bid that is too low."""


def lines(item_id: str, events: Sequence[Event], since: Millis = 0) -> Iterator[bytes]:
    yield header(ItemId(item_id), since) + b"\n"
    yield from (msgspec.json.encode(event) + b"\n" for event in events)


def differences(reports: Sequence[Report]) -> list[Difference]:
    return [report for report in reports if isinstance(report, Difference)]


def test_a_decision_that_differs_is_named_with_its_item_and_bid() -> None:
    reports = list(decide_again([*lines("vase", EVENTS), *lines("lamp", LOW)]))
    assert reports[0] == Hello(1)
    assert reports[-1] == Decided(len(EVENTS) + len(LOW))
    (found,) = differences(reports)
    assert str(found) == (
        "lamp: number 4 (BidAccepted, bid b2): the bid of 105 is below the minimum of 110"
    )


def test_events_before_the_moment_are_not_decided_again() -> None:
    since = [replace(each, at=NOON + each.seq) for each in LOW]
    assert differences(list(decide_again(lines("lamp", since, NOON + 5)))) == []
    (found,) = differences(list(decide_again(lines("lamp", since, NOON + 4))))
    assert found.seq == 4


def test_an_item_that_ends_too_early_is_named() -> None:
    events = events_of(bid(100, max_amount=300), bid(200, BEN, "b2"))
    reports = list(decide_again([*lines("vase", events[:-1]), *lines("lamp", events[:-1])]))
    assert [(each.item_id, each.seq) for each in differences(reports)] == [("vase", 4), ("lamp", 4)]


def test_an_event_that_a_version_fails_at_differs_and_ends_its_item() -> None:
    strange = [*lines("vase", EVENTS[:3]), b'{"type": "New"}\n', b"{}\n", *lines("lamp", LOW)]
    first, second = differences(list(decide_again(strange)))
    assert (first.item_id, first.seq) == ("vase", 4)
    assert first.text.startswith("deciding it fails: ValidationError")
    assert (second.item_id, second.bid_id) == ("lamp", "b2")


def test_a_full_disk_is_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: bytes) -> Event:
        raise OSError("full")

    monkeypatch.setattr(deciding, "decode_event", full)
    with pytest.raises(OSError, match="full"):
        list(decide_again(lines("lamp", EVENTS)))


def test_long_histories_are_reported_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "REPORT_EVERY", 2)
    decided = [each for each in decide_again(lines("vase", EVENTS)) if isinstance(each, Decided)]
    assert [each.events for each in decided] == [2, 2, 2, 0]
