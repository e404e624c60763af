"""The table of attacks: their cost per byte, and the bystander's times beside the calm ones."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from loadtest.attacks.measure import AttackResults, AttackRow
from loadtest.bench.interference import BUSY_MAX
from loadtest.bench.publish.tables import number, ratio

FILE = "attacks.json"
RATIO_MAX = 2.0
"""How many times the calm p99 a bystander's p99 should not exceed."""


def read_attacks(folder: Path) -> AttackResults | None:
    """Read the stored results; None if there are none yet."""
    file = folder / FILE
    return msgspec.json.decode(file.read_bytes(), type=AttackResults) if file.exists() else None


def attacks_section(found: AttackResults | None) -> list[str]:
    """Return the paragraph and the table of attacks; empty if none were measured."""
    return [] if found is None else list(_lines(found))


def _lines(found: AttackResults) -> Iterator[str]:
    yield (
        f"One node on one core with its default limits, measured on {found.day} in {found.rounds} rounds "
        f"of {found.seconds:g} s."
    )
    if found.durability:
        yield f"Redis ran with `appendfsync {found.durability}`."
    yield "One address attacks, as fast as the node lets it."
    yield "Five sockets of another address bid 200 times a second meanwhile, and before each attack."
    yield "Each p99 is the median of the rounds."
    yield "The first row is not an attack: its ratio is that of harmless clients on this machine."
    yield "The CPU time is that of the node, without the time that the bystanders' bids take."
    if found.interference > BUSY_MAX:
        yield f"**The machine was busy: other programs had {found.interference:.0%} of the two cores.**"
    else:
        yield f"Other programs had {found.interference:.0%} of the two cores."
    if found.peak_mib:
        yield (
            f"The node had {found.calm_mib:.0f} MiB of memory before the first attack, "
            f"and {found.peak_mib:.0f} MiB at most."
        )
    yield ""
    yield (
        "| attack | inputs/s | kB/s | CPU us per input | CPU ns per byte | calm p99 ms | p99 ms | ratio |"
    )
    yield f"| --- {'| ---: ' * 7}|"
    for row in found.rows:
        yield _row(row)
    slower = [row for row in found.rows if row.p99_ms > RATIO_MAX * row.calm_p99_ms]
    yield ""
    yield f"A bystander's p99 was more than twice the calm one in {len(slower)} of {len(found.rows)} rows."


def _row(row: AttackRow) -> str:
    cells = [
        *(number(row.inputs_per_s), number(row.bytes_per_s / 1000), number(row.us_per_input)),
        *(number(row.ns_per_byte, 1), number(row.calm_p99_ms, 1), number(row.p99_ms, 1)),
        ratio(row.p99_ms, row.calm_p99_ms),
    ]
    return f"| {row.name} | {' | '.join(cells)} |"
