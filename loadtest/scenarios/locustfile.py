"""The Locust scenario: it puts up a sale, and then a crowd of users comes to it.

    export AUCTION_SECRET=...
    locust -f loadtest/scenarios/locustfile.py --host http://127.0.0.1:8080 --shape rush

It runs headless or with Locust's own page; `make load` runs a short one against embedded stores. The shape
decides the number of users, so Locust's options -u, -r and -t have no effect. The first item, which most
users want, ends before the crowd leaves. The others stay open.
"""

import sys
import time
from typing import Any

import requests
from locust import LoadTestShape, events
from locust.argument_parser import LocustArgumentParser

from loadtest.sale import make_token
from loadtest.scenarios.crowd import Auctioneer, RestBidder, Sniper, SocketBidder, Watcher
from loadtest.scenarios.shapes import SHAPES, Plan

HOT_SHARE_OF_TIME = 0.85
"""The end of the first item, as a share of the crowd's time."""

__all__ = ["Auctioneer", "RestBidder", "Sniper", "SocketBidder", "Watcher"]


class Crowd(LoadTestShape):
    """The load shape that the command line names."""

    def tick(self) -> tuple[int, float] | None:
        """Return the number of users and the spawn rate for now; None ends the run."""
        options = self.runner.environment.parsed_options
        plan = Plan(options.crowd_seconds, options.crowd, options.crowd_spawn_rate)
        elapsed = self.get_run_time()
        if elapsed > plan.seconds:
            return None
        return SHAPES[options.shape](plan, elapsed), plan.spawn_rate


@events.init_command_line_parser.add_listener
def _options(parser: LocustArgumentParser) -> None:
    parser.add_argument("--secret", required=True, env_var="AUCTION_SECRET", is_secret=True)
    parser.add_argument(
        "--items", type=int, default=10, help="items in the sale; the first is the hot one"
    )
    parser.add_argument(
        "--shape", choices=sorted(SHAPES), default="steady", help="the growth of the crowd"
    )
    parser.add_argument("--crowd", type=int, default=200, help="the largest number of users")
    parser.add_argument("--crowd-seconds", type=float, default=60, help="the length of the run")
    parser.add_argument("--crowd-spawn-rate", type=float, default=20, help="users/s that start")
    # The default is computed once, so that all workers of a distributed run use the same sale.
    parser.add_argument("--sale", default=f"load-{int(time.time())}", help="the auction's id")


@events.test_start.add_listener
def _put_up(environment: Any, **_: Any) -> None:
    """Put the sale up before the first user starts; further workers find it already put up."""
    options = environment.parsed_options
    environment.auctioneer_token = make_token(options.secret, "load-house", "auctioneer")
    environment.sale_items = [f"{options.sale}-{number}" for number in range(options.items)]
    hot_ends_at = round((time.time() + HOT_SHARE_OF_TIME * options.crowd_seconds) * 1000)
    with requests.Session() as http:
        http.headers["Authorization"] = f"Bearer {environment.auctioneer_token}"
        try:
            _post(
                http, f"{environment.host}/auctions", {"auction_id": options.sale, "title": "Load"}
            )
            for item_id in environment.sale_items:
                ends = {"ends_at": hot_ends_at} if item_id == environment.sale_items[0] else {}
                _post_item(http, environment.host, options.sale, item_id, **ends)
        except (requests.RequestException, OSError) as error:
            print(f"The sale could not be put up: {error}", file=sys.stderr)
            environment.process_exit_code = 2
            environment.runner.quit()


def _post_item(http: requests.Session, host: str, sale: str, item_id: str, **rules: Any) -> None:
    item = {
        "item_id": item_id,
        "title": item_id,
        "start_price": 100,
        "increment": [[0, 10]],
        **rules,
    }
    _post(http, f"{host}/auctions/{sale}/items", item)
    _post(http, f"{host}/items/{item_id}/open", None)


def _post(http: requests.Session, url: str, body: dict[str, Any] | None) -> None:
    answer = http.post(url, json=body, timeout=10)
    answer.raise_for_status()


@events.quitting.add_listener
def _judge(environment: Any, **_: Any) -> None:
    """Fail a run with a failed request, an exception, or no answered bid."""
    if environment.process_exit_code is not None:
        return
    entries = environment.stats.entries
    answered = sum(entry.num_requests for name, entry in entries.items() if "bid" in name[0])
    broken = environment.stats.total.num_failures or environment.runner.exceptions
    environment.process_exit_code = 1 if broken or not answered else 0
