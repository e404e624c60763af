"""Tables in Markdown, each made from the results of one load."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from loadtest.bench.plan import AUCTION, BALANCED, DROP_10000, HOT, RATE, ROOM, ROOM_10000
from loadtest.bench.publish.labels import label
from loadtest.bench.publish.peers import strongest
from loadtest.bench.results import Results, Row

BASE = "setnx"
"""The server that ratios refer to: the lock of the textbooks."""
NOT_CHECKED = "not checked"
"""The audit's result for an invariant without anything to check."""

Column = tuple[str, Callable[[Row], str]]


def load_table(found: Results, load: str) -> list[str]:
    """Return a load's table: each server's rate and costs, and their ratios to those of others."""
    servers = found.medians[load]
    columns: list[Column] = [
        *_rates(servers),
        ("p50 ms", lambda row: number(row["p50_ms"], 1)),
        ("p99 ms", lambda row: _at_least(row, "p99_ms")),
        *_costs(servers),
        ("deliveries/s", lambda row: number(row["deliveries_per_s"])),
        ("delivery p99 ms", lambda row: number(row["delivery_p99_ms"])),
    ]
    return _table(servers, columns)


def hot_table(found: Results) -> list[str]:
    """Return the hot item's table: every way to settle a bid, with the audit's result."""
    servers = {name: row for name, row in found.medians[HOT.name].items() if "behind" not in name}
    columns: list[Column] = [
        *_rates(servers),
        ("p50 ms", lambda row: number(row["p50_ms"], 1)),
        ("p99 ms", lambda row: number(row["p99_ms"], 1)),
        *_costs(servers),
        ("audit", lambda row: _verdict(found.audits.get(row["server"]))),
    ]
    return _table({name: {**row, "server": name} for name, row in servers.items()}, columns)


def rate_table(found: Results) -> list[str]:
    """Return the table of the load with a fixed rate of bids."""
    columns: list[Column] = [
        ("accepted/s", lambda row: number(row["accepted_per_s"])),
        ("p50 ms", lambda row: _at_least(row, "p50_ms")),
        ("p99 ms", lambda row: _at_least(row, "p99_ms")),
        ("CPU us per bid", lambda row: number(row["us_per_accepted"])),
        ("delivery p99 ms", lambda row: number(row["delivery_p99_ms"])),
    ]
    return _table(found.medians[RATE.name], columns)


def room_table(found: Results) -> list[str]:
    """Return the room's table: the cost of a delivery beside its lower bound, a bare write."""
    bare_write_us = found.bare_write.get("uvloop_us")
    servers = found.medians[ROOM.name]
    _, best = strongest(servers, "us_per_delivery", is_cost=True)
    columns: list[Column] = [
        ("CPU us per delivery", lambda row: number(row["us_per_delivery"], 1)),
        ("x bare write", lambda row: ratio(row["us_per_delivery"], bare_write_us)),
        ("x best peer", lambda row: ratio(row["us_per_delivery"], best, 2)),
        ("delivery p50 ms", lambda row: number(row["delivery_p50_ms"], 1)),
        ("delivery p99 ms", lambda row: number(row["delivery_p99_ms"], 1)),
    ]
    return _table(servers, columns)


def peers_line(found: Results, load: str) -> str:
    """Return a sentence that names the strongest peers of a load, by rate and by cost; "" without any."""
    rows = found.medians.get(load, {})
    quick, _ = strongest(rows, "accepted_per_s", is_cost=False)
    cheap, _ = strongest(rows, "us_per_accepted", is_cost=True)
    if quick is None or cheap is None:
        return ""
    return f"The best peer here: {label(quick)} by rate, {label(cheap)} by CPU time."


def _rates(servers: Mapping[str, Row]) -> list[Column]:
    textbook = servers.get(BASE, {}).get("accepted_per_s")
    _, best = strongest(servers, "accepted_per_s", is_cost=False)
    return [
        ("bids/s", lambda row: number(row["accepted_per_s"])),
        ("x `SET NX`", lambda row: ratio(row["accepted_per_s"], textbook)),
        ("x best peer", lambda row: ratio(row["accepted_per_s"], best, 2)),
    ]


def _costs(servers: Mapping[str, Row]) -> list[Column]:
    _, best = strongest(servers, "us_per_accepted", is_cost=True)
    return [
        ("CPU us per bid (least-most)", _cpu),
        ("CPU x best peer", lambda row: ratio(row["us_per_accepted"], best, 2)),
        ("stores' CPU us", lambda row: number(row["stores_us_per_accepted"])),
    ]


def _cpu(row: Row) -> str:
    """Format the CPU time per bid: the median of the rounds, the least and the most."""
    spread = row.get("us_per_accepted_spread")
    ends = f" ({number(spread[0])}-{number(spread[1])})" if spread else ""
    return number(row["us_per_accepted"]) + ends


def nodes_table(found: Results, load: str) -> list[str]:
    """Return the table of one node alone, then one, two and four nodes behind the balancer."""
    servers = {name: found.medians[load].get(name) for name in (AUCTION.name, *_balanced())}
    rows = {name: row for name, row in servers.items() if row is not None}
    base = rows.get(BALANCED[0].name, {}).get("us_per_accepted")
    columns: list[Column] = [
        ("bids/s", lambda row: number(row["accepted_per_s"])),
        ("p99 ms", lambda row: number(row["p99_ms"], 1)),
        ("CPU us per bid, all nodes", lambda row: number(row["us_per_accepted"])),
        ("x one node", lambda row: ratio(row["us_per_accepted"], base, 2)),
        ("balancer's us", lambda row: number(row["balancer_us_per_accepted"])),
        (
            "share of each node",
            lambda row: " ".join(f"{share:.0%}" for share in row["shares"].values()),
        ),
        ("most / least per bidder", lambda row: number(row["unfair"], 2)),
    ]
    return _table(rows, columns)


def crowded_room_table(found: Results) -> list[str]:
    """Return the table of ten thousand sockets in one room; empty if they were not measured."""
    row = found.medians.get(ROOM_10000.name, {}).get(AUCTION.name)
    if row is None:
        return []
    return _facts(
        [
            ("accepted bids/s", number(row["accepted_per_s"])),
            ("answer p50 ms", _at_least(row, "p50_ms")),
            ("answer p99 ms", _at_least(row, "p99_ms")),
            ("deliveries/s", number(row["deliveries_per_s"])),
            ("CPU us per delivery", number(row["us_per_delivery"], 1)),
            ("CPU us per bare write, uvloop", number(found.bare_write.get("uvloop_us"), 1)),
            ("delivery p50 ms", number(row["delivery_p50_ms"])),
            ("delivery p99 ms", number(row["delivery_p99_ms"])),
            ("RAM kB per socket", number(row["kb_per_socket"], 1)),
            ("CPU us per connection", number(row["us_per_connection"])),
        ]
    )


def dropped_room_table(found: Results) -> list[str]:
    """Return the table of sockets that were dropped at once; empty if none were."""
    row = found.medians.get(DROP_10000.name, {}).get(AUCTION.name)
    if row is None or row["gone_s"] is None:
        return []
    wrong = "; ".join(fault for run in found.runs for fault in run.wrong)
    return _facts(
        [
            ("the node counts none of them any more after, s", number(row["gone_s"], 2)),
            ("half of them watch again after, s", number(row["half_back_s"], 1)),
            ("all of them watch again after, s", number(row["back_s"], 1)),
            ("screens", wrong or "all right"),
        ]
    )


def audits_table(found: Results) -> list[str]:
    """Return the audit's results by server and invariant."""
    letters = list(next(iter(found.audits.values())))
    lines = [f"| | {' | '.join(letters)} |", f"| --- {'| --- ' * len(letters)}|"]
    for server, audit in found.audits.items():
        cells = [
            f"{each:,} violations" if isinstance(each, int) else each for each in audit.values()
        ]
        lines.append(f"| {label(server)} | {' | '.join(cells)} |")
    return lines


def has_nodes(found: Results, load: str) -> bool:
    """Return whether nodes behind the balancer were measured under a load."""
    return any(name in found.medians.get(load, {}) for name in _balanced())


def number(value: float | None, digits: int = 0) -> str:
    """Format a number; None is an empty cell."""
    return "" if value is None else f"{value:,.{digits}f}"


def ratio(value: float | None, base: float | None, digits: int = 1) -> str:
    """Format `value` / `base`; an empty cell where one of them is missing."""
    return f"{value / base:,.{digits}f}" if value is not None and base else ""


def _verdict(audit: Mapping[str, int | str] | None) -> str:
    if audit is None:
        return ""
    broken = [letter for letter, result in audit.items() if isinstance(result, int)]
    unchecked = [letter for letter, result in audit.items() if result == NOT_CHECKED]
    verdict = f"violates {' '.join(broken)}" if broken else "clean"
    return f"{verdict}; not checked: {' '.join(unchecked)}" if unchecked else verdict


def _balanced() -> list[str]:
    return [server.name for server in BALANCED]


def _table(rows: Mapping[str, Row], columns: Sequence[Column]) -> list[str]:
    lines = [f"| | {' | '.join(name for name, _ in columns)} |"]
    lines.append(f"| --- {'| ---: ' * len(columns)}|")
    for server, row in rows.items():
        lines.append(f"| {label(server)} | {' | '.join(cell(row) for _, cell in columns)} |")
    return lines


def _facts(facts: Iterable[tuple[str, str]]) -> list[str]:
    return ["| | |", "| --- | ---: |", *(f"| {name} | {value} |" for name, value in facts)]


def _at_least(row: Row, name: str) -> str:
    """Format a time. Where bids were never answered, the true quantile is longer, and `>` says so."""
    return f"{'> ' if row['unanswered'] else ''}{number(row[name], 1)}"
