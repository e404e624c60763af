"""The swarm's command line, and the checks before a run."""

import argparse
import resource
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from loadtest.swarm.meters.processes import Watched
from loadtest.swarm.sockets.run_state import Node

OWN_DESCRIPTORS = 200
COUNT_MAX = 1_000_000
NUMBER_MAX = 1_000_000.0
BIDS_MAX = 100_000_000

Argument = dict[str, Any]
"""The keyword arguments of `ArgumentParser.add_argument`."""
Arguments = dict[str, Argument]


class CannotRunError(Exception):
    """The run can't begin; the message gives the reason in one line."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a run; a `rate` of None means a closed loop."""

    urls: list[str]
    secret: str | None
    token_file: Path | None
    sockets: int
    bidders: int
    sale_watchers: int
    items: int
    sale: str | None
    hot: bool
    rate: float | None
    ramp_s: float
    seconds: float
    settle_s: float
    connect_rate: float
    ends_in_s: float | None
    deflate: bool
    drop: bool
    heed: bool
    evidence: Path | None
    evidence_watchers: int
    processes: list[Watched]
    json: Path | None

    def nodes(self) -> list[Node]:
        """Return the nodes to connect to; raises CannotRunError if one is not on this machine."""
        return [_node(url) for url in self.urls]

    def check(self) -> None:
        """Raise CannotRunError if options contradict each other or exceed the tool's limits."""
        if self.bidders > self.sockets:
            raise CannotRunError(f"{self.bidders} bidders need as many sockets, not {self.sockets}")
        if (self.secret is None) == (self.token_file is None):
            raise CannotRunError("tokens come from --secret or from --token-file: name one of them")
        if self.rate is not None and self.rate * (self.seconds + self.ramp_s) > BIDS_MAX:
            raise CannotRunError(f"a run may send {BIDS_MAX:,} bids at most")


def parse(arguments: Sequence[str] | None = None) -> Options:
    """Read the command line; exits with 2 on an invalid one."""
    given = vars(_parser().parse_args(arguments))
    return Options(**given)


def allow_descriptors(sockets: int) -> None:
    """Raise this process' limit of file descriptors as needed; raises CannotRunError if it may not."""
    needed = sockets + OWN_DESCRIPTORS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and needed > hard:
        raise CannotRunError(
            f"{sockets} sockets need {needed} file descriptors; the limit is {hard} (ulimit -Hn)"
        )
    if soft != resource.RLIM_INFINITY and needed > soft:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m loadtest.swarm",
        description="Opens thousands of sockets on one sale, bids, and measures. Exit status: 0, 1 when "
        "the run has found a fault, 2 when it could not run.",
    )
    for name, meaning in {**_server(), **_crowd(), **_times(), **_outputs()}.items():
        parser.add_argument(name, **meaning)
    return parser


def _server() -> Arguments:
    return {
        "--url": {
            "dest": "urls",
            "action": "append",
            "required": True,
            "help": "a node; may be given again",
        },
        "--secret": {"help": "the server's AUCTION_SECRET, which signs the tokens"},
        "--token-file": {
            "type": Path,
            "help": "a file of tokens instead: the auctioneer's, then one line per bidder",
        },
        "--pid": {
            "dest": "processes",
            "action": "append",
            "default": [],
            "type": _process,
            "metavar": "NAME=PID",
            "help": "a process to measure; PID+ includes its children; may be given again",
        },
    }


def _crowd() -> Arguments:
    return {
        "--sockets": _with_default(_count, 100, "number of sockets"),
        "--bidders": _with_default(_count, 50, "number of sockets that bid"),
        "--sale-watchers": _with_default(
            _count_or_none, 0, "number of further sockets that watch the whole sale", "N"
        ),
        "--items": _with_default(_count, 1, "number of items"),
        "--sale": {
            "metavar": "ID",
            "help": "bid on the items ID-1, ID-2, ... of this auction (default: put up a new one)",
        },
        "--hot": _flag("all watchers watch the first item, instead of being spread over all items"),
        "--rate": {
            "type": _rate,
            "default": "closed",
            "help": "bids/s over all bidders, or `closed` (default)",
        },
        "--heed": _flag(
            "a bidder waits for its answer, and heeds one that says when to retry, as the SDKs do"
        ),
        "--connect-rate": _with_default(_positive, 1000.0, "sockets/s"),
        "--deflate": _flag("offer compression, as browsers do"),
        "--drop": _flag("drop all watchers at once at the end, and reconnect them"),
    }


def _times() -> Arguments:
    ramp = "s of rising load before the measurement"
    settle = "s at most for the last answers, and again for the last screens"
    ends_in = "s from putting the items up to their end (default: they never end)"
    return {
        "--ramp": {**_with_default(_positive_or_none, 1.0, ramp, "S"), "dest": "ramp_s"},
        "--seconds": _with_default(_positive, 10.0, "s of measurement", "S"),
        "--settle": {**_with_default(_positive, 10.0, settle, "S"), "dest": "settle_s"},
        "--ends-in": {"dest": "ends_in_s", "type": _positive, "metavar": "S", "help": ends_in},
    }


def _outputs() -> Arguments:
    watchers = "number of watchers that keep a log"
    return {
        "--evidence": {"type": Path, "metavar": "DIR", "help": "write logs for the audit"},
        "--evidence-watchers": _with_default(_count_or_none, 20, watchers, "N"),
        "--json": {"type": Path, "metavar": "FILE", "help": "write the report as JSON"},
    }


def _with_default(
    kind: Callable[[str], float], default: float, what: str, metavar: str | None = None
) -> Argument:
    """Describe an argument with a default value, which its help text names."""
    return {
        "type": kind,
        "default": default,
        "metavar": metavar,
        "help": f"{what} (default %(default)s)",
    }


def _flag(what: str) -> Argument:
    return {"action": "store_true", "help": what}


def _node(url: str) -> Node:
    parts = urlsplit(url)
    host = "127.0.0.1" if parts.hostname == "localhost" else parts.hostname or ""
    try:
        port, loopback = parts.port or 80, IPv4Address(host).is_loopback
    except ValueError:
        raise CannotRunError(f"{url}: not an address like http://127.0.0.1:8080") from None
    if parts.scheme != "http" or not loopback:
        raise CannotRunError(f"{url}: the swarm loads its own machine only, over http://127...")
    return Node(f"http://{host}:{port}", host, port)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= COUNT_MAX:
        raise argparse.ArgumentTypeError(f"a number from 1 to {COUNT_MAX} is needed, not {text}")
    return int(text)


def _count_or_none(text: str) -> int:
    return 0 if text == "0" else _count(text)


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= NUMBER_MAX:
        raise argparse.ArgumentTypeError(f"a number above 0 is needed, not {text}")
    return number


def _positive_or_none(text: str) -> float:
    return 0.0 if text == "0" else _positive(text)


def _rate(text: str) -> float | None:
    return None if text == "closed" else _positive(text)


def _process(text: str) -> Watched:
    name, _, pid = text.partition("=")
    if not name or not pid.removesuffix("+").isdecimal():
        raise argparse.ArgumentTypeError(f"NAME=PID or NAME=PID+ is needed, not {text}")
    return Watched(name, int(pid.removesuffix("+")), family=pid.endswith("+"))
