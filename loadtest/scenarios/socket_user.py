"""A Locust user with a permanent Socket.IO connection; each event is timed until its answer.

A refusal that the contract allows for the event is an answer, and is reported under its own name. A missing
answer, or one that the contract doesn't allow, is a failure.
"""

import time
from typing import Any

import socketio
from locust import User

from loadtest.scenarios.answers import judged

ANSWER_TIMEOUT_S = 10


class SocketUser(User):
    """A user that connects at its start and disconnects at its end. Subclasses add a token and tasks."""

    abstract = True
    token: str | None = None

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self.socket = socketio.Client(reconnection=True, request_timeout=ANSWER_TIMEOUT_S)
        self.item: dict[str, Any] = {}
        self.socket.on("new_bid", self._on_new_bid)
        self.socket.on("item", self._on_item)

    def on_start(self) -> None:
        """Connect, and report the time."""
        began = time.perf_counter()
        error: Exception | None = None
        try:
            auth = {"token": self.token} if self.token else None
            self.socket.connect(self.host, auth=auth, transports=["websocket"], wait_timeout=10)
        except socketio.exceptions.ConnectionError as raised:
            error = raised
        self.report("connect", began, error)

    def on_stop(self) -> None:
        """Disconnect."""
        self.socket.disconnect()

    def watch(self, item_id: str) -> None:
        """Watch an item; `self.item` is its state from then on."""
        answer = self.ask("watch", {"item_id": item_id})
        if answer is not None and answer["ok"]:
            self.item = answer["item"]

    def bid(self, amount: int, bid_id: str) -> dict[str, Any] | None:
        """Bid on the watched item; return the answer, or None if there is none."""
        item_id = self.item["item_id"]
        bid = {"bid_id": bid_id, "item_id": item_id, "amount": amount, "raise_own": True}
        return self.ask("bid", bid)

    def ask(self, event: str, argument: dict[str, Any]) -> dict[str, Any] | None:
        """Send an event and return its answer, or None if it is missing or wrong."""
        began = time.perf_counter()
        try:
            answer = self.socket.call(event, argument, timeout=ANSWER_TIMEOUT_S)
        except (socketio.exceptions.SocketIOError, OSError) as error:
            self.report(event, began, error)
            return None
        name, wrong = judged(event, answer)
        self.report(name, began, wrong)
        return dict(answer) if wrong is None else None

    def report(self, name: str, began: float, error: Exception | None) -> None:
        """Report a request's time, and its error if there is one, to Locust."""
        took_ms = (time.perf_counter() - began) * 1000
        self._fire("socket", name, took_ms, error)

    def _on_new_bid(self, message: dict[str, Any]) -> None:
        if message["bids"]:
            delay_ms = time.time() * 1000 - message["bids"][-1]["at"]
            self._fire("room", "new_bid", max(0.0, delay_ms), None)
        if self._is_newer(message):
            self.item = {**self.item, **message, "bids": None}

    def _on_item(self, item: dict[str, Any]) -> None:
        if self._is_newer(item):
            self.item = item

    def _is_newer(self, message: dict[str, Any]) -> bool:
        """Return whether a message is newer than `self.item`, and not of an item watched before."""
        return (
            bool(self.item)
            and message["item_id"] == self.item["item_id"]
            and message["seq"] > self.item["seq"]
        )

    def _fire(self, kind: str, name: str, took_ms: float, error: Exception | None) -> None:
        self.environment.events.request.fire(
            request_type=kind,
            name=name,
            response_time=took_ms,
            response_length=0,
            exception=error,
            context={},
        )
