"""Tables made from a bench's results."""

from loadtest.bench.publish import tables
from loadtest.bench.results import Run
from tests.unit.loadtest.bench.made_runs import found, report, runs


def test_a_table_shows_the_ratio_to_the_textbook_lock_of_the_same_load() -> None:
    rows = tables.load_table(found(*runs("auction", 3000), *runs("setnx", 100)), "1 item")
    assert rows[2].startswith("| **this product** | 3,000 | 30.0 |")
    assert rows[3].startswith("| `SET NX` with retry per bid | 100 | 1.0 |")


def test_a_table_shows_the_ratios_to_the_best_peers_and_names_them() -> None:
    some = found(
        *runs("auction", 3000, us=50), *runs("setnx", 100, us=200), *runs("lua", 600, us=400)
    )
    rows = tables.load_table(some, "1 item")
    assert rows[2].startswith("| **this product** | 3,000 | 30.0 | 5.00 |")
    assert "| 50 (50-50) | 0.25 |" in rows[2]
    line = tables.peers_line(some, "1 item")
    assert line == (
        "The best peer here: one Lua script per bid by rate, `SET NX` with retry per bid by CPU time."
    )


def test_without_a_peer_there_is_no_ratio() -> None:
    assert tables.peers_line(found(*runs("auction", 3000)), "1 item") == ""
    assert "| 3,000 |  |  |" in tables.load_table(found(*runs("auction", 3000)), "1 item")[2]


def test_the_hot_item_s_table_shows_the_result_of_the_audit() -> None:
    audited = [
        Run("auction", "audit", report(1), [], {"L": "ok", "W": "ok"}),
        Run("none", "audit", report(1), [], {"L": 12, "W": 3}),
    ]
    rows = tables.hot_table(found(*runs("auction", 3000), *runs("none", 100), *audited))
    assert rows[2].endswith("| clean |")
    assert rows[3].endswith("| violates L W |")


def test_an_invariant_that_could_not_be_checked_is_not_called_clean() -> None:
    audited = Run("auction", "audit", report(1), [], {"L": "ok", "W": "not checked"})
    rows = tables.hot_table(found(*runs("auction", 3000), audited))
    assert rows[2].endswith("| clean; not checked: W |")


def test_a_time_that_leaves_out_unanswered_bids_is_marked() -> None:
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


def test_a_crowded_room_has_a_table_of_its_own() -> None:
    assert tables.crowded_room_table(found(*runs("auction", 9))) == []
    rows = tables.crowded_room_table(found(*runs("auction", 990, load="room of 10000")))
    assert "| accepted bids/s | 990 |" in rows
    assert "| CPU us per bare write, uvloop | 10.0 |" in rows


def test_the_table_of_dropped_sockets_names_every_fault() -> None:
    assert tables.dropped_room_table(found(*runs("auction", 9, load="drop of 10000"))) == []
    drop = {"gone_s": 1.234, "half_back_s": 4.06, "back_s": 12.5}
    well = Run("auction", "drop of 10000", {**report(9), "drop": drop}, [])
    rows = tables.dropped_room_table(found(well))
    assert rows[2].endswith("| 1.23 |")
    assert rows[-1] == "| screens | all right |"
    ill = Run("auction", "drop of 10000", well.report, ["9 of 10 dropped sockets are back"])
    assert "9 of 10" in tables.dropped_room_table(found(ill))[-1]


def test_the_audit_s_table_counts_violations() -> None:
    audited = Run("none", "audit", report(1), [], {"L": 1200, "D": "ok"})
    rows = tables.audits_table(found(audited))
    assert rows[0] == "| | L | D |"
    assert rows[2] == "| no lock: read, compare, write | 1,200 violations | ok |"
