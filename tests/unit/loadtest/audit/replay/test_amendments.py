"""Amendments of a listing in the audit's replay."""

from loadtest.audit.record import Body, Event, Listed
from loadtest.audit.replay.model import History, replay
from loadtest.audit.replay.rules import Rules
from loadtest.evidence import Terms

RULES = Rules.of(Terms("lamp", 100, increment=[(0, 10)], ends_at=500))
LAMP = Listed(100, ([0], [10]), ends_at=500)


def event(seq: int, kind: str, **body: object) -> Event:
    return Event("lamp", seq, seq, kind, Body(**body))  # type: ignore[arg-type]


def story(*events: Event) -> History:
    return replay(RULES, [event(1, "ItemScheduled", listing=LAMP), *events], has_events=True)


def faults(history: History) -> list[list[str]]:
    return [step.faults for step in history.steps]


def test_rules_change_until_the_item_opens() -> None:
    amended = Listed(300, ([0, 400], [20, 50]), ["reset", 60, 30], 900)
    history = story(
        event(2, "ListingAmended", listing=amended),
        event(3, "ItemOpened"),
        event(4, "BidAccepted", bid_id="a", bidder=("ann", ""), amount=300),
        event(5, "BidAccepted", bid_id="b", bidder=("bob", ""), amount=320),
    )
    assert faults(history) == [[]] * 5
    assert history.states[2].price == 300
    assert (history.rules.minimum(history.final), history.final.ends_at) == (340, 900)


def test_an_end_that_was_moved_stays_while_its_rule_stays() -> None:
    history = story(
        event(2, "ItemExtended", ends_at=700),
        event(3, "ListingAmended", listing=Listed(200, ([0], [10]), ends_at=500)),
    )
    assert faults(history) == [[]] * 3
    assert (history.final.price, history.final.ends_at) == (200, 700)


def test_a_later_amendment_leaves_the_rules_as_they_are() -> None:
    cheaper = Listed(50, ([0], [10]), ends_at=500)
    history = story(
        event(2, "ItemOpened"),
        event(3, "ListingAmended", listing=LAMP),
        event(4, "ListingAmended", listing=cheaper),
    )
    assert faults(history)[2] == []
    assert faults(history)[3] == ["it changes the rules while the item is open"]
    assert history.rules == RULES


def test_only_a_scheduled_item_is_deleted_and_nothing_follows() -> None:
    history = story(event(2, "ItemDeleted"), event(3, "ListingAmended", listing=LAMP))
    assert faults(history)[1] == []
    assert faults(history)[2] == ["it is not allowed while the item is deleted"]
    late = story(event(2, "ItemOpened"), event(3, "ItemDeleted"))
    assert faults(late)[2] == ["it is not allowed while the item is open"]
