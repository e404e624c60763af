"""The table of attacks."""

from pathlib import Path

import msgspec

from loadtest.attacks.measure import AttackResults, AttackRow
from loadtest.bench.publish.attacks import FILE, attacks_section, read_attacks

ROWS = [
    AttackRow("60 kB of gzip", 900, 54_000_000, 200, 3.4, calm_p99_ms=2.0, p99_ms=3.0),
    AttackRow("a flood", 1_000, 7_000, 1, 20.04, calm_p99_ms=2.0, p99_ms=9.0),
]


def test_each_attack_has_its_cost_and_both_times() -> None:
    lines = attacks_section(AttackResults({}, "2026-11-26", 0.02, 3, 4.0, ROWS, "everysec"))
    assert "Redis ran with `appendfsync everysec`." in lines
    assert "| 60 kB of gzip | 900 | 54,000 | 200 | 3.4 | 2.0 | 3.0 | 1.5 |" in lines
    assert lines[-1] == "A bystander's p99 was more than twice the calm one in 1 of 2 rows."
    assert "Other programs had 2% of the two cores." in lines


def test_the_results_of_a_busy_machine_are_marked() -> None:
    lines = attacks_section(AttackResults({}, "2026-11-26", 0.5, 3, 4.0, ROWS))
    assert any(line.startswith("**The machine was busy") for line in lines)


def test_the_memory_of_the_node_is_shown_where_it_was_measured() -> None:
    found = AttackResults({}, "2026-11-26", 0.5, 3, 4.0, ROWS)
    assert not any("MiB" in line for line in attacks_section(found))
    lines = attacks_section(msgspec.structs.replace(found, calm_mib=101.2, peak_mib=148.7))
    assert "The node had 101 MiB of memory before the first attack, and 149 MiB at most." in lines


def test_what_is_stored_is_read_again_and_nothing_is_no_section(tmp_path: Path) -> None:
    assert attacks_section(read_attacks(tmp_path)) == []
    found = AttackResults({}, "2026-11-26", 0.5, 3, 4.0, ROWS)
    (tmp_path / FILE).write_bytes(msgspec.json.encode(found))
    assert read_attacks(tmp_path) == found
