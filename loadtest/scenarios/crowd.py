"""Who comes to a sale: watchers who stay, bidders on sockets and over REST, snipers, an auctioneer."""

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
"""Of all who come, how many come for the first item."""


def some_item(environment: Any) -> str:
    """Pick the item that a newcomer is interested in: mostly the hot one."""
    items: list[str] = environment.sale_items
    return items[0] if random.random() < HOT_SHARE else random.choice(items)


def bidder_token(environment: Any) -> str:
    """Make a token for somebody new."""
    name = f"b{uuid.uuid4().hex[:12]}"
    return make_token(environment.parsed_options.secret, name, "bidder")


def next_amount(item: dict[str, Any]) -> int:
    """Return what this bidder offers: mostly the minimum, at times more, as people do."""
    step = max(1, item["minimum"] - item["price"])
    return int(item["minimum"] + step * random.choice((0, 0, 0, 1, 2, 5)))


class Watcher(SocketUser):
    """Has no token, watches one item, and now and then looks at another."""

    weight = 60
    wait_time = between(5, 20)

    def on_start(self) -> None:
        """Connect and watch."""
        super().on_start()
        self.watch(some_item(self.environment))

    @task
    def wander(self) -> None:
        """Look at another item, at times."""
        if random.random() < 0.2 and self.item:
            self.ask("unwatch", {"item_id": self.item["item_id"]})
            self.watch(some_item(self.environment))


class SocketBidder(SocketUser):
    """Watches an item and bids on it every second or so."""

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
        """Bid; move on when the item has ended."""
        if not self.item:
            self.watch(self.interest())
            return
        answer = self.bid(next_amount(self.item), uuid.uuid4().hex)
        if answer is not None and not answer["ok"] and answer["error"]["code"] == "closed":
            self.watch(self.interest())


class Sniper(SocketBidder):
    """Waits for the last seconds of the hot item and then bids as fast as answers come."""

    weight = 5
    wait_time = constant(0.1)
    last_seconds = 5

    def interest(self) -> str:
        """Return the item that ends."""
        return str(self.environment.sale_items[0])

    @task
    def offer(self) -> None:
        """Bid only near the end."""
        ends_at = self.item.get("ends_at")
        if ends_at is not None and is_near(ends_at, time.time() * 1000, self.last_seconds * 1000):
            super().offer()


class RestBidder(HttpUser):
    """Has no socket: reads the item, then posts a bid."""

    weight = 10
    wait_time = between(1, 3)

    def on_start(self) -> None:
        """Take a token."""
        token = bidder_token(self.environment)
        self.client.headers["Authorization"] = f"Bearer {token}"

    @task
    def offer(self) -> None:
        """Bid on what is shown."""
        item_id = some_item(self.environment)
        shown = self.client.get(f"/items/{item_id}", name="GET /items/{id}")
        # Not `ok`: without any answer that raises instead of telling.
        if shown.status_code != HTTPStatus.OK:
            return
        item = shown.json()
        bid = {"bid_id": uuid.uuid4().hex, "item_id": item_id, "amount": next_amount(item)}
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
    """Runs the hot item: gives fair warning, and takes it back by a pause when nobody bids."""

    fixed_count = 1
    wait_time = between(5, 10)

    def on_start(self) -> None:
        """Connect as the sale's auctioneer."""
        self.token = self.environment.auctioneer_token
        super().on_start()
        self.watch(self.environment.sale_items[0])

    @task(3)
    def warn(self) -> None:
        """Say: going once."""
        self.ask("warn", {"item_id": self.environment.sale_items[0]})

    @task(1)
    def pause(self) -> None:
        """Stop for a moment, then go on."""
        item = {"item_id": self.environment.sale_items[0]}
        self.ask("pause", item)
        time.sleep(0.5)
        self.ask("resume", item)
