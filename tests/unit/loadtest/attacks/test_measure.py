"""The numbers of a row."""

from loadtest.attacks.measure import Sums, row_of


def test_the_cost_is_the_cpu_time_above_the_calm_one() -> None:
    sums = Sums([2, 9, 1], [4, 3, 9], calm_cpu_s=1.0, cpu_s=3.0, sent=1_000, sent_bytes=100_000)
    row = row_of("flood", sums, 2.0)
    assert (row.inputs_per_s, row.bytes_per_s) == (500, 50_000)
    assert (row.us_per_input, row.ns_per_byte) == (2_000, 20_000)
    assert (row.calm_p99_ms, row.p99_ms) == (2, 4)


def test_an_attack_that_sent_nothing_costs_nothing() -> None:
    row = row_of("flood", Sums([2], [2], calm_cpu_s=1.0, cpu_s=0.9), 2.0)
    assert (row.us_per_input, row.ns_per_byte, row.inputs_per_s) == (0, 0, 0)
