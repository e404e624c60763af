"""The text of docs/faults.md, made of the records of runs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.faults.report.record import Json
from tests.faults.report.rows import ROWS
from tests.faults.report.service import late
from tests.faults.report.sums import longest, longest_by, summed
from tests.faults.report.verdicts import failures_of, found_by_judges, judged

INTRO = Path(__file__).with_name("intro.md").read_text()
SLOWEST_PAIRS = 10
RULE_OF_THREE = 3
"""Without a failure in N tries, the rate of failures is below 3/N with a confidence of 95%."""
LOST = "lost"
YEARS, DAYS = 10, 365
"""Simulated years that a proof of rare mistakes would take, and the days of a year."""


def page(
    runs: Sequence[Json],
    simulations: Json | None,
    mutants: Sequence[Json],
    attacks: Json | None,
    *,
    mutants_tried: str = "",
) -> str:
    """Return the text; parts without a record are left out.

    `mutants_tried` says on which product the mutants were tried.
    """
    parts = [
        INTRO,
        *([_runs(runs), _judged(runs), _faults(runs), _pairs(runs), late(runs)] if runs else []),
        *([_attacks(attacks)] if attacks else []),
        *([_simulations(simulations)] if simulations else []),
        *([_mutants(mutants, mutants_tried)] if mutants else []),
        _places(),
    ]
    return "\n".join(parts)


def bound(failures: int, tries: int) -> str:
    """Return a sentence about the rate of failures, as far as the number of tries allows one."""
    if failures:
        return f"{failures:,} of {tries:,} failed."
    share = RULE_OF_THREE / tries
    return f"No failure in {tries:,}: with a confidence of 95% fewer than {share:.2g} of them fail (3/N)."


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def _runs(runs: Sequence[Json]) -> str:
    head = (
        "run",
        "minutes",
        "rounds",
        "at a time",
        "of them failed",
        "faults",
        "without service, and less waits",
        "load",
        "product",
        "versions",
        "durability",
    )
    rows = (
        (
            f"{run['date']}, seed {run['seed']}",
            round(run["seconds"] / 60),
            run["rounds"],
            run.get("lanes", 1),
            len(run["failures"]),
            f"{sum(run['faults'].values()):,}",
            f"{longest([run], 'without_service_s'):.2f} s, {longest([run], 'left_s'):.2f} s",
            f"{run['load']} on {run['cores']} cores" if "load" in run else "",
            run.get("product", ""),
            ", ".join(f"{name} {version}" for name, version in sorted(run["versions"].items())),
            ", ".join(f"`{mode}` {count}" for mode, count in sorted(run["durability"].items())),
        )
        for run in runs
    )
    faults, hours = summed(runs, "faults").total(), sum(run["seconds"] for run in runs) / 3600
    text = f"{faults:,} faults struck real processes in {hours:.1f} hours.\n"
    text += "The product is given by the last commit that changed it.\n"
    text += "Durability is given as the number of rounds in each mode.\n"
    text += "The times without service are the longest of a run, as explained [below](#faults).\n\n"
    return "## The runs\n" + text + table(head, rows)


def _judged(runs: Sequence[Json]) -> str:
    last = runs[-1:]
    rows = (
        (name, f"{of_last:,}", f"{of_all:,}")
        for (name, of_last), (_, of_all) in zip(_found(last), _found(runs), strict=True)
    )
    text = f"Rounds of the last run with their checks: {_rounds_bound(last)}\n"
    if not last[0]["failures"]:
        text += f"Faults of the last run: {bound(0, summed(last, 'faults').total())}\n"
    text += f"Rounds of all runs with their checks: {_rounds_bound(runs)}\n"
    text += f"Rounds of all runs that came to the judges: {bound(found_by_judges(runs), judged(runs))}\n"
    shown = table(("", "last run", "all runs"), rows) + "\n" + text
    return "## What the judges found\n" + shown + failures_of(runs)


def _found(runs: Sequence[Json]) -> list[tuple[str, float]]:
    bids, found = summed(runs, "bids"), summed(runs, "violations")
    return [
        *((f"bids {outcome}", bids[outcome]) for outcome in ("sent", "acknowledged", "refused")),
        ("outcomes unknown at first, and asked for again", bids["unknown"]),
        ("acknowledged bids that were lost, and not named by a node", found[LOST]),
        (
            "acknowledged bids that were lost and named, in rounds where Redis may lose them",
            sum(run["lost_and_named"] for run in runs),
        ),
        ("bids that count twice", found["duplicated"]),
        ("items with two outcomes or winners", found["double winners"] + found["wrong winner"]),
        ("other differences that SQL has found", _others(found)),
        (
            "strikes that had to be repeated, because a bound of time was missed",
            sum(run["repeated"] for run in runs),
        ),
        ("seconds without service after a fault, at most", longest(runs, "without_service_s")),
        ("the same without the waits for a CPU", longest(runs, "left_s")),
        ("seconds until the archive had all bids from before, at most", longest(runs, "drain_s")),
        ("most memory of a node, in MiB", max(run["memory_mib"] for run in runs)),
    ]


def _rounds_bound(runs: Sequence[Json]) -> str:
    return bound(sum(len(run["failures"]) for run in runs), sum(run["rounds"] for run in runs))


def _others(found: Mapping[str, int]) -> int:
    named = {LOST, "duplicated", "double winners", "wrong winner"}
    return sum(number for name, number in found.items() if name not in named)


def _faults(runs: Sequence[Json]) -> str:
    faults, pairs = summed(runs, "faults"), summed(runs, "pairs")
    in_pairs: Counter[str] = Counter()
    for names, number in pairs.items():
        for name in names.split(" + "):
            in_pairs[name] += number
    times = [longest_by(runs, name) for name in ("without_service_s", "left_s", "drain_s")]
    head = ("fault", "strikes", "of them in pairs", "without service", "less waits", "drain time")
    rows = (
        (f"`{name}`", number, in_pairs[name], *(_seconds(each, name) for each in times))
        for name, number in sorted(faults.items())
    )
    explained = (
        "Without service: the longest time from the end of a fault alone until every node had decided"
        " a bid on every item and accepted one, and every item had a bid accepted.\n"
        "The runs up to seed 17000 waited until every node had accepted a bid on every item, which"
        " takes longer by chance: of bids that are sent at once most are too low.\n"
        "Less waits: the same without the time in which nodes and bidders waited for a CPU. Their"
        " waits for the disk are part of it.\n"
        "Drain time: the longest time from the end of a fault alone until the archive had every event"
        " from before.\n\n"
    )
    return "## Faults\n" + explained + table(head, rows)


def _pairs(runs: Sequence[Json]) -> str:
    pairs, served = summed(runs, "pairs"), longest_by(runs, "without_service_s")
    left = longest_by(runs, "left_s")
    slowest = sorted(pairs, key=lambda name: served.get(name, 0), reverse=True)[:SLOWEST_PAIRS]
    rows = (
        (f"`{name}`", pairs[name], _seconds(served, name), _seconds(left, name)) for name in slowest
    )
    text = f"{pairs.total():,} strikes were pairs, of {len(pairs):,} different combinations.\n"
    text += "Those after which service was longest in coming back:\n\n"
    return "## Pairs\n" + text + table(("pair", "strikes", "without service", "less waits"), rows)


def _attacks(found: Json) -> str:
    text = "`make bench-attacks` attacks one node from one address, while others bid"
    text += " ([results.md](results.md#attacks)).\n\n"
    rows = [
        ("attacks", len(found["rows"])),
        ("rounds", found["rounds"]),
        *(
            [
                ("memory of the node before the first attack, in MiB", f"{found['calm_mib']:.0f}"),
                ("most memory of the node, in MiB", f"{found['peak_mib']:.0f}"),
            ]
            if found.get("peak_mib")
            else []
        ),
    ]
    return "## Attacks\n" + text + table((f"measured on {found['day']}", ""), rows)


def _simulations(found: Json) -> str:
    """Show the sums of each kind of world in a column."""
    worlds = [found[kind] for kind in sorted(found)]
    faults = sorted({kind for world in worlds for kind in world["faults"]})
    rows = [
        ("product", *(world.get("product", "") for world in worlds)),
        ("simulated hours", *(f"{world['simulated_hours']:,.1f}" for world in worlds)),
        (
            "simulated hours per hour of one core",
            *(f"{_speed(world):,.1f}" for world in worlds),
        ),
        ("seeds", *(f"{world['seeds']:,}" for world in worlds)),
        ("of them failed", *(f"{len(world['failed_seeds']):,}" for world in worlds)),
        *((f"bids {each}", *_column(worlds, "bids", each)) for each in worlds[0]["bids"]),
        ("bids in an hour", *(_an_hour(world, world["bids"]["sent"]) for world in worlds)),
        (
            "faults in an hour",
            *(_an_hour(world, sum(world["faults"].values())) for world in worlds),
        ),
        *((f"faults: {each}", *_column(worlds, "faults", each)) for each in faults),
    ]
    seeds = sum(world["seeds"] for world in worlds)
    failed = sum(len(world["failed_seeds"]) for world in worlds)
    hours = sum(world["simulated_hours"] for world in worlds)
    took = sum(world["cpu_seconds"] for world in worlds)
    text = (
        "`make simulate` runs nodes, clients and models of the stores on virtual time.\n"
        "A `dense` world is a sale of half a minute.\n"
        "A `long` world is a sale of hours or days, with people at its opening and around its ends.\n"
        f"Seeds: {bound(failed, seeds)}\n"
        f"{hours:,.1f} hours took {took / 3600:,.2f} hours of one core, so {YEARS} years would take"
        f" {YEARS * DAYS * took / 3600 / hours:,.0f} days of it; no run was that long.\n\n"
    )
    causes = "".join(
        f"- seed {seed}: {cause}\n"
        for world in worlds
        for seed, cause in world.get("causes", {}).items()
    )
    shown = table(("", *sorted(found)), rows)
    return (
        "## Simulations\n"
        + text
        + shown
        + (f"\nThe seeds that failed:\n\n{causes}" if causes else "")
    )


def _speed(world: Json) -> float:
    return float(world["simulated_hours"] * 3600 / world["cpu_seconds"])


def _column(worlds: Iterable[Json], field: str, name: str) -> Iterator[str]:
    return (f"{world[field].get(name, 0):,}" for world in worlds)


def _an_hour(world: Json, number: int) -> str:
    return f"{number / world['simulated_hours']:,.0f}"


def _mutants(mutants: Sequence[Json], tried: str) -> str:
    caught = sum(bool(mutant["caught"]) for mutant in mutants)
    rows = ((each["name"], ", ".join(each["caught"]) or "nothing") for each in mutants)
    text = f"{caught} of {len(mutants)} mistakes that were built into the product were caught.\n"
    text += f"{tried}\n\n" if tried else "\n"
    return "## Mutants\n" + text + table(("mutant", "caught by"), rows)


def _places() -> str:
    rows = (
        (number, row.fault, _quoted(row.places), _quoted(row.simulated))
        for number, row in enumerate(ROWS, 1)
    )
    head = ("", "fault or input", "tried by", "simulated as")
    return "## Where each fault is tried\n" + table(head, rows)


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _seconds(times: Mapping[str, float], name: str) -> str:
    return f"{times[name]:.1f} s" if name in times else ""
