"""The command line: what to load, with what, for how long; and whether this machine allows it."""

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
FIGURE_MAX = 1_000_000.0
BIDS_MAX = 100_000_000

Argument = dict[str, Any]
"""What argparse is told of an argument."""
Arguments = dict[str, Argument]


class CannotRunError(Exception):
    """The run can't begin; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked to do. `rate` None: a closed loop."""

    urls: list[str]
    secret: str | None
    token_file: Path | None
    sockets: int
    bidders: int
    items: int
    hot: bool
    rate: float | None
    ramp_s: float
    seconds: float
    settle_s: float
    connect_rate: float
    ends_in_s: float | None
    deflate: bool
    drop: bool
    evidence: Path | None
    evidence_watchers: int
    processes: list[Watched]
    json: Path | None

    def nodes(self) -> list[Node]:
        """Return the nodes to connect to; raises CannotRunError unless all are on this machine."""
        return [_node(url) for url in self.urls]

    def check(self) -> None:
        """Raise CannotRunError for what contradicts itself or is more than the tool is made for."""
        if self.bidders > self.sockets:
            raise CannotRunError(f"{self.bidders} bidders need as many sockets, not {self.sockets}")
        if (self.secret is None) == (self.token_file is None):
            raise CannotRunError("tokens come from --secret or from --token-file: name one of them")
        if self.rate is not None and self.rate * (self.seconds + self.ramp_s) > BIDS_MAX:
            raise CannotRunError(f"a run may send {BIDS_MAX:,} bids at most")


def parse(arguments: Sequence[str] | None = None) -> Options:
    """Read the command line; ends the process with 2 for what can't be understood."""
    given = vars(_parser().parse_args(arguments))
    return Options(**given)


def allow_descriptors(sockets: int) -> None:
    """Raise this process' limit to what so many sockets need; raises CannotRunError if it may not."""
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
        description="Holds thousands of sockets on one sale, bids, and measures. Exit status: 0 all "
        "well, 1 something was wrong, 2 could not run.",
    )
    for name, meaning in {**_server(), **_crowd(), **_times(), **_findings()}.items():
        parser.add_argument(name, **meaning)
    return parser


def _server() -> Arguments:
    return {
        "--url": {
            "dest": "urls",
            "action": "append",
            "required": True,
            "help": "a node; again for the next one",
        },
        "--secret": {"help": "signs the tokens (the server's AUCTION_SECRET)"},
        "--token-file": {
            "type": Path,
            "help": "tokens instead: an auctioneer's, then a line per bidder",
        },
        "--pid": {
            "dest": "processes",
            "action": "append",
            "default": [],
            "type": _process,
            "metavar": "NAME=PID",
            "help": "a process to watch; PID+ for one with its children; may be given again",
        },
    }


def _crowd() -> Arguments:
    return {
        "--sockets": _told(_count, 100, "sockets in all"),
        "--bidders": _told(_count, 50, "how many of them bid"),
        "--items": _told(_count, 1, "items in the sale"),
        "--hot": _on("all watchers on the first item, not spread over all"),
        "--rate": {
            "type": _rate,
            "default": "closed",
            "help": "bids/s over all bidders, or `closed` (default)",
        },
        "--connect-rate": _told(_positive, 1000.0, "sockets/s"),
        "--deflate": _on("offer compression, as browsers do"),
        "--drop": _on("in the end drop all watchers at once, and have them come back"),
    }


def _times() -> Arguments:
    ramp = "s in which the load comes up before measuring"
    settle = "s at most for the last answers, and again for every screen to be right"
    ends_in = "the items end so many s after they are put up (default: never)"
    return {
        "--ramp": {**_told(_positive_or_none, 1.0, ramp, "S"), "dest": "ramp_s"},
        "--seconds": _told(_positive, 10.0, "s to measure", "S"),
        "--settle": {**_told(_positive, 10.0, settle, "S"), "dest": "settle_s"},
        "--ends-in": {"dest": "ends_in_s", "type": _positive, "metavar": "S", "help": ends_in},
    }


def _findings() -> Arguments:
    watchers = "watchers that write down what they see"
    return {
        "--evidence": {"type": Path, "metavar": "DIR", "help": "write a log for the audit"},
        "--evidence-watchers": _told(_count_or_none, 20, watchers, "N"),
        "--json": {"type": Path, "metavar": "FILE", "help": "write all figures"},
    }


def _told(
    kind: Callable[[str], float], default: float, what: str, metavar: str | None = None
) -> Argument:
    """Describe an argument that has a default, and says so."""
    return {
        "type": kind,
        "default": default,
        "metavar": metavar,
        "help": f"{what} (default %(default)s)",
    }


def _on(what: str) -> Argument:
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
    if not 0 < number <= FIGURE_MAX:
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
