"""Results as tables in Markdown: everything for the results' own page, the essence for the README."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from loadtest.bench.others import BUSY_MAX
from loadtest.bench.plan import BALANCED, DROP_10000, HOT, MANY, RATE, ROOM, ROOM_10000
from loadtest.bench.results import Results, Row

LABELS = {
    "auction": "**this product**",
    "auction, everysec": "**this product**, `appendfsync everysec`",
    "none": "no lock: read, compare, write",
    "redislock": "redis-py's `Lock` per bid",
    "setnx": "`SET NX` with retry per bid",
    "rowlock": "PostgreSQL row lock, no cache",
    "watch": "`WATCH`/`MULTI` with retry",
    "lua": "one Lua script per bid",
    "node": "Node, socket.io, `SET NX` with retry",
}
BASE = "setnx"
"""The textbook, which ratios are to."""
NOT_CHECKED = "not checked"
"""The audit's word for an invariant that it had nothing to check by."""

Column = tuple[str, Callable[[Row], str]]


def conditions(found: Results) -> str:
    """Say on what and how it was measured, and what may be concluded from it."""
    on = ", ".join(
        text if name == "processor" else f"{name} {text}" for name, text in found.machine.items()
    )
    busy = (
        f" **The machine was busy: other programs had {found.others:.0%} of the two cores, and all rates "
        "and times are the worse for it.**"
        if found.others > BUSY_MAX
        else f" Other programs had {found.others:.0%} of the two cores."
    )
    rounds = "one round" if found.rounds == 1 else f"{found.rounds} rounds"
    return (
        f"Measured on {found.day}: {on}. The server has one core; stores, balancer and load generator "
        "share the other. `appendfsync always` where nothing else is said; all servers take turns, "
        f"every run begins on empty stores. Medians of {rounds} of {found.seconds:g} s each. Rates are "
        f"this machine's; the ratios are what is claimed.{busy}"
    )


def load_table(found: Results, load: str) -> list[str]:
    """Return a load's table: every server, its rate beside its ratio to the textbook, times, costs."""
    servers = found.medians[load]
    base = servers.get(BASE, {}).get("accepted_per_s")
    columns: list[Column] = [
        ("bids/s", lambda row: _figure(row["accepted_per_s"])),
        ("x `SET NX`", lambda row: _ratio(row["accepted_per_s"], base)),
        ("p50 ms", lambda row: _figure(row["p50_ms"], 1)),
        ("p99 ms", lambda row: _late(row, "p99_ms")),
        ("CPU us per bid", lambda row: _figure(row["us_per_accepted"])),
        ("deliveries/s", lambda row: _figure(row["deliveries_per_s"])),
        ("delivery p99 ms", lambda row: _figure(row["delivery_p99_ms"])),
    ]
    return _table(servers, columns)


def hot_table(found: Results) -> list[str]:
    """Return before and after: the hot item under every way to settle a bid, and what the audit says."""
    servers = {name: row for name, row in found.medians[HOT.name].items() if "behind" not in name}
    base = servers.get(BASE, {}).get("accepted_per_s")
    columns: list[Column] = [
        ("bids/s", lambda row: _figure(row["accepted_per_s"])),
        ("x `SET NX`", lambda row: _ratio(row["accepted_per_s"], base)),
        ("p50 ms", lambda row: _figure(row["p50_ms"], 1)),
        ("p99 ms", lambda row: _figure(row["p99_ms"], 1)),
        ("CPU us per bid", lambda row: _figure(row["us_per_accepted"])),
        ("audit", lambda row: _verdict(found.audits.get(row["server"]))),
    ]
    return _table({name: {**row, "server": name} for name, row in servers.items()}, columns)


def rate_table(found: Results) -> list[str]:
    """Return what becomes of bids that come at a fixed rate."""
    columns: list[Column] = [
        ("accepted/s", lambda row: _figure(row["accepted_per_s"])),
        ("p50 ms", lambda row: _late(row, "p50_ms")),
        ("p99 ms", lambda row: _late(row, "p99_ms")),
        ("CPU us per bid", lambda row: _figure(row["us_per_accepted"])),
        ("delivery p99 ms", lambda row: _figure(row["delivery_p99_ms"])),
    ]
    return _table(found.medians[RATE.name], columns)


def room_table(found: Results, load: str = ROOM.name) -> list[str]:
    """Return what a delivery costs, beside the least that it can."""
    limit = found.limits.get("uvloop_us")
    columns: list[Column] = [
        ("CPU us per delivery", lambda row: _figure(row["us_per_delivery"], 1)),
        ("x bare write", lambda row: _ratio(row["us_per_delivery"], limit)),
        ("delivery p50 ms", lambda row: _figure(row["delivery_p50_ms"], 1)),
        ("delivery p99 ms", lambda row: _figure(row["delivery_p99_ms"], 1)),
    ]
    return _table(found.medians[load], columns)


def nodes_table(found: Results, load: str) -> list[str]:
    """Return one node alone, then one, two and four behind the balancer."""
    servers = {name: found.medians[load].get(name) for name in ("auction", *_balanced())}
    rows = {name: row for name, row in servers.items() if row is not None}
    base = rows.get(BALANCED[0].name, {}).get("us_per_accepted")
    columns: list[Column] = [
        ("bids/s", lambda row: _figure(row["accepted_per_s"])),
        ("p99 ms", lambda row: _figure(row["p99_ms"], 1)),
        ("CPU us per bid, all nodes", lambda row: _figure(row["us_per_accepted"])),
        ("x one node", lambda row: _ratio(row["us_per_accepted"], base, 2)),
        ("balancer's us", lambda row: _figure(row["balancer_us_per_accepted"])),
        (
            "share of each node",
            lambda row: " ".join(f"{each:.0%}" for each in row["shares"].values()),
        ),
        ("most / least per bidder", lambda row: _figure(row["unfair"], 2)),
    ]
    return _table(rows, columns)


def crowded_room(found: Results) -> str | None:
    """Say in a sentence what ten thousand sockets in one room have shown; None if they were not there."""
    row = found.medians.get(ROOM_10000.name, {}).get("auction")
    if row is None:
        return None
    return (
        f"10,100 sockets in one room on one core, 1,000 bids/s offered for {found.seconds:g} s: "
        f"{_figure(row['accepted_per_s'])} accepted/s, answered within {_late(row, 'p50_ms')} ms (p50) and "
        f"{_late(row, 'p99_ms')} ms (p99); {_figure(row['deliveries_per_s'])} deliveries/s at "
        f"{_figure(row['us_per_delivery'], 1)} us of CPU each (a bare write of uvloop: "
        f"{_figure(found.limits.get('uvloop_us'), 1)} us), on screen within "
        f"{_figure(row['delivery_p50_ms'])} ms (p50) and {_figure(row['delivery_p99_ms'])} ms (p99); "
        f"{_figure(row['kb_per_socket'], 1)} kB and {_figure(row['us_per_connection'])} us of CPU per "
        "connection."
    )


def dropped_room(found: Results) -> str | None:
    """Say in a sentence what became of sockets that were dropped at once; None if none were."""
    row = found.medians.get(DROP_10000.name, {}).get("auction")
    if row is None or row["gone_s"] is None:
        return None
    wrong = "; ".join(each for run in found.runs for each in run.wrong)
    return (
        "10,000 sockets of one room dropped at once: the node, on one core, had forgotten them all after "
        f"{_figure(row['gone_s'], 2)} s. Then they came back, with the waits of the official JavaScript "
        "client and through the gate for handshakes (1,000/s): half of them watched again after "
        f"{_figure(row['half_back_s'], 1)} s, all of them after {_figure(row['back_s'], 1)} s, with "
        + (f"something wrong: {wrong}." if wrong else "every screen right.")
    )


def page(found: Results) -> str:
    """Return all of it, as the results' own page."""
    lines = ["# Results", "", conditions(found), ""]
    if found.limits:
        send_us, uvloop_us = found.limits["send_us"], found.limits["uvloop_us"]
        lines += [
            f"A bare write to a socket, CPU us: `send()` {send_us:g}, uvloop {uvloop_us:g}.",
            "",
        ]
    for load in found.medians:
        show = room_table if load == ROOM.name else load_table
        lines += [f"## {load}", *show(found, load), ""]
    for load in (HOT.name, MANY.name):
        if has_nodes(found, load):
            lines += [f"## Nodes behind HAProxy, {load}", *nodes_table(found, load), ""]
    if found.audits:
        lines += ["## What the audit found", *_audits(found), ""]
    wrong = sorted(
        {f"{run.server}, {run.load}: {each}" for run in found.runs for each in run.wrong}
    )
    if wrong:
        lines += ["## What went wrong", *(f"- {each}" for each in wrong), ""]
    return "\n".join(lines)


def has_nodes(found: Results, load: str) -> bool:
    """Tell whether nodes behind the balancer were measured under a load."""
    return any(name in found.medians.get(load, {}) for name in _balanced())


def _audits(found: Results) -> Iterable[str]:
    letters = list(next(iter(found.audits.values())))
    yield f"| | {' | '.join(letters)} |"
    yield f"| --- {'| --- ' * len(letters)}|"
    for server, audit in found.audits.items():
        cells = [
            f"{each:,} violations" if isinstance(each, int) else each for each in audit.values()
        ]
        yield f"| {label(server)} | {' | '.join(cells)} |"


def _verdict(audit: Mapping[str, int | str] | None) -> str:
    if audit is None:
        return ""
    broken = [letter for letter, result in audit.items() if isinstance(result, int)]
    unchecked = [letter for letter, result in audit.items() if result == NOT_CHECKED]
    said = f"violates {' '.join(broken)}" if broken else "clean"
    return f"{said}; not checked: {' '.join(unchecked)}" if unchecked else said


def _balanced() -> list[str]:
    return [server.name for server in BALANCED]


def label(server: str) -> str:
    """Return what a server is called in tables and charts."""
    name, _, behind = server.partition(", ")
    return LABELS.get(server) or f"{LABELS[name]}, {behind}"


def _table(rows: Mapping[str, Row], columns: Sequence[Column]) -> list[str]:
    lines = [f"| | {' | '.join(name for name, _ in columns)} |"]
    lines.append(f"| --- {'| ---: ' * len(columns)}|")
    for server, row in rows.items():
        lines.append(f"| {label(server)} | {' | '.join(show(row) for _, show in columns)} |")
    return lines


def _figure(value: float | None, digits: int = 0) -> str:
    return "" if value is None else f"{value:,.{digits}f}"


def _late(row: Row, name: str) -> str:
    """Show a time; where bids were never answered, it is known to be longer."""
    return f"{'> ' if row['unanswered'] else ''}{_figure(row[name], 1)}"


def _ratio(value: float | None, base: float | None, digits: int = 1) -> str:
    return f"{value / base:,.{digits}f}" if value is not None and base else ""
