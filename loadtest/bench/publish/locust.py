"""The table of Locust's run, made from Locust's own CSV."""

import csv
from pathlib import Path

import msgspec


def locust_section(folder: Path) -> list[str]:
    """Return the paragraph and table of the run in `folder`; empty if the run or its plan is missing."""
    stats, plan = folder / "locust_stats.csv", folder / "plan.json"
    if not stats.exists() or not plan.exists():
        return []
    asked = msgspec.json.decode(plan.read_bytes())
    run = (
        f"Locust {asked['locust']}, shape `{asked['shape']}`, at most {asked['crowd']} users, "
        f"{asked['seconds']} s, one node with embedded stores."
    )
    lines = [
        run,
        "A refusal of the contract counts as an answer; a wrong or missing answer is a failure.",
        "",
        "| | answers | failures | p50 ms | p95 ms | p99 ms |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    with stats.open() as file:
        for row in csv.DictReader(file):
            if row["Name"] == "Aggregated":
                continue
            counts = [f"{int(row[name]):,}" for name in ("Request Count", "Failure Count")]
            cells = [*counts, row["50%"], row["95%"], row["99%"]]
            lines.append(f"| {row['Name']} | {' | '.join(cells)} |")
    return lines
