"""The report of a run: all measurements as one JSON object, a table for people, and the faults.

Rates and times belong to the measuring window. A bid's time runs from its due time to its answer. A
delivery's time runs from the commit of the oldest bid in the message until the socket has read it; the
commit (`at`) is in whole ms, so the time can be up to 1 ms too long. Both ends are on one machine's
clock. A connection's time runs from the first packet of TCP until the socket watches its items.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from loadtest.swarm.drop import GONE_WITHIN_S, Drop
from loadtest.swarm.meters.histogram import Histogram
from loadtest.swarm.options import Options
from loadtest.swarm.run import Outcome
from loadtest.swarm.sockets.run_state import Node

EXPECTED = {"too_low", "closed", "not_open", "paused", "busy", "unavailable", "rate_limited"}
EXPECTED |= {"unknown"}
OWN_CPU_MAX = 0.85
OWN_LAG_MAX_MS = 20

Report = dict[str, Any]


def as_json(options: Options, outcome: Outcome) -> Report:
    """Return all measurements as an object for JSON."""
    window, tally = outcome.window, outcome.state.tally
    counts, seconds = window.counts, window.seconds or 1.0
    answered = tally.accepted.together_with(tally.refused)
    report: Report = {
        "asked": _asked(options),
        "connect": _connect(outcome),
        "bids": {
            "seconds": round(window.seconds, 3),
            "sent": counts.sent,
            "accepted": counts.accepted,
            "refused": counts.refused,
            "undecided": counts.undecided,
            "accepted_per_s": round(counts.accepted / seconds, 1),
            "refused_per_s": round(counts.refused / seconds, 1),
            "accepted_ms": _times(tally.accepted),
            "refused_ms": _times(tally.refused),
            "answered_ms": _times(answered),
            "answered_histogram_ms": answered.by_octave_eighths(),
        },
        "deliveries": {
            "count": counts.deliveries,
            "per_s": round(counts.deliveries / seconds, 1),
            "bytes_per_s": round(counts.bytes_received / seconds),
            "ms": _times(tally.delivery),
        },
        "screens": {
            "watchers": outcome.watchers,
            "right": outcome.complete,
            "within_s": round(outcome.settled_s, 3),
            "gaps": tally.gaps,
            "gaps_filled": tally.gaps_filled,
            "gaps_skipped": tally.snapshots,
            "watches_repeated": tally.watches_repeated,
        },
        "sale": _sale(options, outcome),
        "drop": _drop(outcome.drop),
        "whole_run": {
            "sent": tally.counts.sent,
            "accepted": tally.counts.accepted,
            "held": tally.counts.held,
            "unanswered": tally.counts.unanswered,
            "codes": dict(tally.codes),
            "lost": dict(tally.losses),
        },
        "nodes": [_node(node) for node in outcome.state.serving_nodes()],
        "processes": {name: _process(outcome, name) for name in window.cpu_s},
        "swarm": {
            "cpu_share": round(window.own_cpu_s / seconds, 3),
            "lag_ms": _times(outcome.lag),
        },
    }
    faults, warnings = list(_faults(report, outcome)), list(_warnings(report))
    return {**report, "wrong": faults, "warnings": warnings}


def _connect(outcome: Outcome) -> Report:
    return {
        "sockets": outcome.connected,
        "seconds": round(outcome.connect_s, 3),
        "per_s": round(outcome.connected / (outcome.connect_s or 1.0), 1),
        "compressed": outcome.state.compressed,
        "ms": _times(outcome.state.tally.connect),
    }


def table(report: Report) -> str:
    """Return the report as a table for people."""
    bids, deliveries, connect = report["bids"], report["deliveries"], report["connect"]
    screens, swarm = report["screens"], report["swarm"]
    gaps = f"gaps {screens['gaps']}, filled {screens['gaps_filled']}"
    lag = f"lag p99 {swarm['lag_ms']['p99']} ms, max {swarm['lag_ms']['max']} ms"
    lines = [
        f"{'':18}{'count':>10}{'per s':>11}{'p50 ms':>10}{'p95':>10}{'p99':>10}{'max':>10}",
        _row("accepted", bids["accepted"], bids["accepted_per_s"], bids["accepted_ms"]),
        _row("refused", bids["refused"], bids["refused_per_s"], bids["refused_ms"]),
        _row("deliveries", deliveries["count"], deliveries["per_s"], deliveries["ms"]),
        _row("connections", connect["sockets"], connect["per_s"], connect["ms"]),
        f"{'undecided':18}{bids['undecided']:>10,}",
        f"{'without answer':18}{report['whole_run']['unanswered']:>10,}",
        f"screens right: {_screens(screens)}; {gaps}, by a snapshot {screens['gaps_skipped']}",
        f"this process: {swarm['cpu_share']:.0%} of a core, {lag}",
    ]
    if report["asked"]["deflate"]:
        lines.append(f"compression: accepted on {connect['compressed']} sockets")
    if report["sale"] is not None:
        lines += _sale_lines(report["sale"])
    if report["drop"] is not None:
        lines.append(_drop_line(report["drop"]))
    if len(report["nodes"]) > 1:
        lines += [_node_line(node) for node in report["nodes"]]
    lines += [_process_line(name, used) for name, used in report["processes"].items()]
    lines += [f"warning: {warning}" for warning in report["warnings"]]
    lines += [f"wrong: {wrong}" for wrong in report["wrong"]]
    return "\n".join(lines)


def _asked(options: Options) -> Report:
    return {
        "nodes": len(options.urls),
        "sockets": options.sockets,
        "bidders": options.bidders,
        "sale_watchers": options.sale_watchers,
        "items": options.items,
        "hot": options.hot,
        "rate": options.rate or "closed",
        "ramp_s": options.ramp_s,
        "seconds": options.seconds,
        "deflate": options.deflate,
    }


def _times(histogram: Histogram) -> dict[str, float]:
    """Return quantiles in ms, at most 1/64 too high; all 0 where nothing was measured."""
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {name: round(histogram.quantile_ms(share), 2) for name, share in shares.items()}


def _sale(options: Options, outcome: Outcome) -> Report | None:
    """Return the measurements of the sockets that watch the whole sale."""
    if not options.sale_watchers:
        return None
    window, tally = outcome.window, outcome.state.tally
    deliveries, messages = window.counts.sale_deliveries, tally.sale_messages
    return {
        "watchers": options.sale_watchers,
        "right": outcome.sale_complete,
        "gaps": tally.sale_gaps,
        "deliveries": deliveries,
        "per_s": round(deliveries / (window.seconds or 1.0), 1),
        "messages": messages,
        "rows_per_message": round(tally.sale_rows / messages, 1) if messages else 0,
        "ms": _times(tally.sale_delivery),
    }


def _sale_lines(sale: Mapping[str, Any]) -> list[str]:
    return [
        _row("sale messages", sale["deliveries"], sale["per_s"], sale["ms"]),
        f"screens of the sale right: {sale['right']} of {sale['watchers']}; gaps {sale['gaps']}",
        f"sale messages: {sale['messages']:,}, of {sale['rows_per_message']} items each",
    ]


def _drop(drop: Drop | None) -> Report | None:
    """Return the course of a drop; times in seconds."""
    if drop is None:
        return None
    return {
        "sockets": drop.sockets,
        "gone_s": None if drop.gone_s is None else round(drop.gone_s, 3),
        "back": drop.returned,
        "half_back_s": round(drop.back.quantile_ms(0.5) / 1000, 3),
        "back_s": round(drop.back.quantile_ms(1.0) / 1000, 3),
        "deferred_tries": drop.deferred,
        "failed_tries": drop.failed,
    }


def _drop_line(drop: Mapping[str, Any]) -> str:
    return (
        f"dropped: {drop['sockets']:,}, removed after {drop['gone_s']} s; {drop['back']:,} back within "
        f"{drop['back_s']} s, half within {drop['half_back_s']} s; "
        f"{drop['deferred_tries']:,} deferred tries, {drop['failed_tries']:,} failed tries"
    )


def _node(node: Node) -> Report:
    """Return a node's counters of the whole run."""
    return {
        "name": node.name,
        "sockets": node.joined,
        "bidders": node.bidders,
        "accepted": node.accepted,
        "accepted_per_bidder": round(node.accepted / node.bidders, 2) if node.bidders else None,
        "lost": node.lost,
    }


def _node_line(node: Mapping[str, Any]) -> str:
    sockets = f"{node['sockets']:,} sockets, {node['bidders']:,} of them bidders"
    return f"{node['name']}: {sockets}; {node['accepted']:,} bids accepted"


def _process(outcome: Outcome, name: str) -> Report:
    """Return the usage of a measured process: its CPU time per bid, per delivery and per connection."""
    window, cpu_us = outcome.window, outcome.window.cpu_s[name] * 1e6
    used: Report = {"cpu_share": round(outcome.window.cpu_s[name] / window.seconds, 3)}
    divisors = {
        "us_per_accepted": window.counts.accepted,
        "us_per_answered": window.counts.answered,
        "us_per_delivery": window.counts.deliveries,
        "us_per_sale_message": window.counts.sale_deliveries,
    }
    used |= {key: round(cpu_us / count, 1) for key, count in divisors.items() if count}
    if name in outcome.before and name in outcome.after and outcome.connected:
        before, after = outcome.before[name], outcome.after[name]
        sockets = outcome.connected / len(outcome.state.serving_nodes())
        grown = after.resident_bytes - before.resident_bytes
        used["resident_mb"] = round(after.resident_bytes / 2**20, 1)
        used["resident_mb_before"] = round(before.resident_bytes / 1e6, 1)
        used["resident_mb_connected"] = round(after.resident_bytes / 1e6, 1)
        used["kb_per_socket"] = round(grown / 1e3 / sockets, 1)
        used["us_per_connection"] = round((after.cpu_s - before.cpu_s) * 1e6 / sockets, 1)
    return used


def _faults(report: Report, outcome: Outcome) -> Iterator[str]:
    """Yield the faults of the server or of the run."""
    screens, whole = report["screens"], report["whole_run"]
    if outcome.state.failure is not None:
        yield f"the run ended early: {outcome.state.failure}"
    if lost := sum(whole["lost"].values()):
        reason = max(whole["lost"], key=whole["lost"].__getitem__)
        yield f"{lost} sockets were lost, mostly: {reason}"
    if whole["unanswered"]:
        yield f"{whole['unanswered']} bids had no answer"
    if not report["bids"]["accepted"]:
        yield "no bid was accepted"
    for code, count in whole["codes"].items():
        if code not in EXPECTED:
            yield f"{count} bids were refused as {code}"
    if (drop := report["drop"]) is not None:
        if drop["gone_s"] is None:
            yield f"the node still counted dropped sockets after {GONE_WITHIN_S:g} s"
        if drop["back"] != drop["sockets"]:
            yield f"{drop['back']} of {drop['sockets']} dropped sockets are back"
    if (sale := report["sale"]) is not None and sale["right"] != sale["watchers"]:
        yield f"screens of the sale right at the end: {sale['right']} of {sale['watchers']}"
    if screens["watchers"] and screens["right"] != screens["watchers"]:
        yield f"screens right at the end: {_screens(screens)}"


def _warnings(report: Report) -> Iterator[str]:
    """Yield the reasons to trust the measurements less."""
    swarm, asked, bids = report["swarm"], report["asked"], report["bids"]
    if swarm["cpu_share"] > OWN_CPU_MAX:
        yield f"this process used {swarm['cpu_share']:.0%} of its core: it may be the bottleneck"
    if swarm["lag_ms"]["p99"] > OWN_LAG_MAX_MS:
        yield f"this process lagged by {swarm['lag_ms']['p99']} ms (p99): times are too high by that"
    heeds = report["whole_run"]["held"] > 0
    if asked["rate"] != "closed" and not heeds:
        wanted = asked["rate"] * bids["seconds"]
        if bids["sent"] < 0.99 * wanted:
            yield f"only {bids['sent']} of {wanted:.0f} bids were sent in time"


def _screens(screens: Mapping[str, Any]) -> str:
    if not screens["watchers"]:
        return "not checked, there were no watchers"
    if screens["right"] is None:
        return f"not checked, of {screens['watchers']}"
    return f"{screens['right']} of {screens['watchers']} within {screens['within_s']} s"


def _row(name: str, count: int, per_s: float, times: Mapping[str, float]) -> str:
    quantiles = "".join(f"{times[name]:>10,.1f}" for name in ("p50", "p95", "p99", "max"))
    return f"{name:18}{count:>10,}{per_s:>11,.0f}{quantiles}"


def _process_line(name: str, used: Mapping[str, Any]) -> str:
    parts = [f"{used['cpu_share']:.0%} of a core"]
    for key, words in {
        "us_per_accepted": "us per accepted bid",
        "us_per_answered": "per answered bid",
        "us_per_delivery": "per delivery",
        "us_per_sale_message": "per sale message",
        "us_per_connection": "us per connection",
        "kb_per_socket": "kB per socket",
    }.items():
        if key in used:
            parts.append(f"{used[key]:,} {words}")
    return f"{name}: {', '.join(parts)}"
