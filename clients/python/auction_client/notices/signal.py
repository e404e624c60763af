"""Notifications without a lasting value, such as a lost lead."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

Unsubscribe = Callable[[], None]


class Signal(Generic[T]):
    """Calls its listeners with each value, in the order in which they subscribed."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[T], None]] = []

    def subscribe(self, listener: Callable[[T], None]) -> Unsubscribe:
        """Call `listener`, which may neither wait nor fail, until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def emit(self, value: T) -> None:
        """Call every listener."""
        for listener in tuple(self._listeners):
            listener(value)
