"""The messages that the server sends by itself, read and handed to their receivers."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from auction_client.messages import read

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Inbox:
    """Reads the messages of a socket; those without a receiver are ignored."""

    def __init__(self) -> None:
        self._receivers: dict[str, tuple[type[Any], Callable[[Any], None]]] = {}

    def on(self, event: str, form: type[T], receive: Callable[[T], None]) -> None:
        """Have the messages of an event read in a form and handed to `receive`."""
        self._receivers[event] = form, receive

    def receive(self, event: str, payload: object = None) -> None:
        """Read a message and hand it to its receiver."""
        if event not in self._receivers:
            return
        form, receive = self._receivers[event]
        try:
            message = read(payload, form)
        except msgspec.ValidationError as error:
            # Its content is missing now, and is asked for like any other gap.
            _log.warning("a %s message can't be read: %s", event, error)
            return
        receive(message)
