"""What people read of a bench's results."""

from loadtest.bench.plan import PLANS
from loadtest.bench.publish import tables
from loadtest.bench.results import Run
from tests.unit.loadtest.bench.made_runs import figures, found, runs


def test_a_table_shows_the_ratio_to_the_textbook_lock_of_the_same_load() -> None:
    rows = tables.load_table(found(*runs("auction", 3000), *runs("setnx", 100)), "1 item")
    assert rows[2].startswith("| **this product** | 3,000 | 30.0 |")
    assert rows[3].startswith("| `SET NX` with retry per bid | 100 | 1.0 |")


def test_without_the_textbook_lock_there_is_no_ratio() -> None:
    assert "| 3,000 |  |" in tables.load_table(found(*runs("auction", 3000)), "1 item")[2]


def test_before_and_after_say_what_the_audit_found() -> None:
    audited = [
        Run("auction", "audit", figures(1), [], {"L": "ok", "W": "ok"}),
        Run("none", "audit", figures(1), [], {"L": 12, "W": 3}),
    ]
    rows = tables.hot_table(found(*runs("auction", 3000), *runs("none", 100), *audited))
    assert rows[2].endswith("| clean |")
    assert rows[3].endswith("| violates L W |")


def test_what_could_not_be_checked_is_not_called_clean() -> None:
    audited = Run("auction", "audit", figures(1), [], {"L": "ok", "W": "not checked"})
    rows = tables.hot_table(found(*runs("auction", 3000), audited))
    assert rows[2].endswith("| clean; not checked: W |")


def test_a_time_that_leaves_out_unanswered_bids_says_so() -> None:
    rows = tables.rate_table(found(*runs("setnx", 70, load="1000 bids/s", unanswered=5)))
    assert "| > 1.0 | > 3.0 |" in rows[2]


def test_a_delivery_is_compared_with_a_bare_write() -> None:
    rows = tables.room_table(found(*runs("auction", 20, load="room of 1000", us=15)))
    assert "| 15.0 | 1.5 |" in rows[2]


def test_nodes_are_compared_with_one_behind_the_same_balancer() -> None:
    one, two = (f"auction, {count} behind HAProxy" for count in (1, 2))
    some = [*runs("auction", 90), *runs(one, 80), *runs(two, 70, us=30, per_bidder=(4.0, 6.0))]
    rows = tables.nodes_table(found(*some), "1 item")
    assert len(rows) == 5
    assert "| 60 | 1.20 |" in rows[4]
    assert rows[4].endswith("| 40% 60% | 1.50 |")


def test_the_page_names_everything_that_went_wrong_and_what_it_was_measured_on() -> None:
    text = tables.page(found(*runs("auction", 9), Run("none", "1 item", {}, ["it died"])))
    assert "- none, 1 item: it died" in text
    assert "python-socketio" in text
    assert "3 rounds of 2 s" in text


def test_figures_of_a_busy_machine_say_so() -> None:
    assert "**The machine was busy" in tables.conditions(found(*runs("auction", 9), others=0.3))
    assert "had 3% of the two" in tables.conditions(found(*runs("auction", 9), others=0.03))


def test_a_crowded_room_is_told_in_a_sentence() -> None:
    assert tables.crowded_room(found(*runs("auction", 9))) is None
    told = tables.crowded_room(found(*runs("auction", 990, load="room of 10000")))
    assert told is not None
    assert "990 accepted/s" in told


def test_a_dropped_room_is_told_in_a_sentence_with_all_that_went_wrong() -> None:
    assert tables.dropped_room(found(*runs("auction", 9, load="drop of 10000"))) is None
    drop = {"gone_s": 1.234, "half_back_s": 4.06, "back_s": 12.5}
    well = Run("auction", "drop of 10000", {**figures(9), "drop": drop}, [])
    told = tables.dropped_room(found(well))
    assert told is not None
    assert "1.23 s" in told
    assert "after 4.1 s, all of them after 12.5 s, with every screen right" in told
    ill = Run("auction", "drop of 10000", well.figures, ["9 of 10 dropped sockets are back"])
    assert "9 of 10" in (tables.dropped_room(found(ill)) or "")


def test_every_server_of_every_plan_has_a_label() -> None:
    servers = {turn.server.name for plan in PLANS.values() for turn in plan.turns}
    assert len({tables.label(server) for server in servers}) == len(servers)
