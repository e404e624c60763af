"""The kinds of users: watchers, bidders on sockets and over REST, snipers, an auctioneer."""

import random
import time
import uuid
from http import HTTPStatus
from typing import Any

from locust import HttpUser, between, constant, task

from loadtest.sale import make_token
from loadtest.scenarios.answers import REFUSALS
from loadtest.scenarios.shapes import is_near
from loadtest.scenarios.socket_user import SocketUser

HOT_SHARE = 0.7
"""The share of users whose interest is the first item."""


def some_item(environment: Any) -> str:
    """Choose an item at random, mostly the hot one."""
    items: list[str] = environment.sale_items
    return items[0] if random.random() < HOT_SHARE else random.choice(items)


def bidder_token(environment: Any) -> str:
    """Make a token for a new bidder."""
    name = f"b{uuid.uuid4().hex[:12]}"
    return make_token(environment.parsed_options.secret, name, "bidder")


def next_amount(item: dict[str, Any]) -> int:
    """Return the amount of the next bid: mostly the minimum, sometimes a few steps more."""
    step = max(1, item["minimum"] - item["price"])
    return int(item["minimum"] + step * random.choice((0, 0, 0, 1, 2, 5)))


class Watcher(SocketUser):
    """A user without a token who watches one item at a time."""

    weight = 60
    wait_time = between(5, 20)

    def on_start(self) -> None:
        """Connect and watch."""
        super().on_start()
        self.watch(some_item(self.environment))

    @task
    def wander(self) -> None:
        """Watch another item, once in five times."""
        if random.random() < 0.2 and self.item:
            self.ask("unwatch", {"item_id": self.item["item_id"]})
            self.watch(some_item(self.environment))


class SocketBidder(SocketUser):
    """A bidder on a socket who bids about once a second."""

    weight = 25
    wait_time = between(0.5, 2)

    def on_start(self) -> None:
        """Connect as a bidder and watch."""
        self.token = bidder_token(self.environment)
        super().on_start()
        self.watch(self.interest())

    def interest(self) -> str:
        """Return the item to bid on next."""
        return some_item(self.environment)

    @task
    def offer(self) -> None:
        """Bid, and watch another item when this one has ended."""
        if not self.item:
            self.watch(self.interest())
            return
        answer = self.bid(next_amount(self.item), uuid.uuid4().hex)
        if answer is not None and not answer["ok"] and answer["error"]["code"] == "closed":
            self.watch(self.interest())


class Sniper(SocketBidder):
    """A bidder who bids in the last seconds of the hot item, each time an answer arrives."""

    weight = 5
    wait_time = constant(0.1)
    last_seconds = 5

    def interest(self) -> str:
        """Return the hot item, which is the one that ends."""
        return str(self.environment.sale_items[0])

    @task
    def offer(self) -> None:
        """Bid if the end is near."""
        ends_at = self.item.get("ends_at")
        if ends_at is not None and is_near(ends_at, time.time() * 1000, self.last_seconds * 1000):
            super().offer()


class RestBidder(HttpUser):
    """A bidder without a socket, who reads an item and then posts a bid."""

    weight = 10
    wait_time = between(1, 3)

    def on_start(self) -> None:
        """Make a token."""
        token = bidder_token(self.environment)
        self.client.headers["Authorization"] = f"Bearer {token}"

    @task
    def offer(self) -> None:
        """Read an item and bid on it."""
        item_id = some_item(self.environment)
        shown = self.client.get(f"/items/{item_id}", name="GET /items/{id}")
        # `ok` raises if there is no answer at all.
        if shown.status_code != HTTPStatus.OK:
            return
        item = shown.json()
        bid_id, amount = uuid.uuid4().hex, next_amount(item)
        bid = {"bid_id": bid_id, "item_id": item_id, "amount": amount, "raise_own": True}
        with self.client.post("/bid", json=bid, name="POST /bid", catch_response=True) as answer:
            self._judge(answer)

    def _judge(self, answer: Any) -> None:
        if answer.status_code == HTTPStatus.OK:
            answer.success()
            return
        try:
            code = answer.json().get("code")
        except ValueError:
            code = None
        if code in REFUSALS:
            answer.request_meta["name"] = f"POST /bid {code}"
            answer.success()
        else:
            answer.failure(f"status {answer.status_code}, code {code}")


class Auctioneer(SocketUser):
    """The auctioneer of the hot item, who gives fair warnings and pauses the item now and then."""

    fixed_count = 1
    wait_time = between(5, 10)

    def on_start(self) -> None:
        """Connect as the sale's auctioneer."""
        self.token = self.environment.auctioneer_token
        super().on_start()
        self.watch(self.environment.sale_items[0])

    @task(3)
    def warn(self) -> None:
        """Give fair warning."""
        self.ask("warn", {"item_id": self.environment.sale_items[0]})

    @task(1)
    def pause(self) -> None:
        """Pause the item for half a second."""
        item = {"item_id": self.environment.sale_items[0]}
        self.ask("pause", item)
        time.sleep(0.5)
        self.ask("resume", item)
