"""Signals call their listeners, and no longer once these have unsubscribed."""

from auction_client.notices.signal import Signal


def test_a_value_reaches_every_listener_in_order() -> None:
    signal: Signal[int] = Signal()
    received: list[str] = []
    signal.subscribe(lambda value: received.append(f"first {value}"))
    signal.subscribe(lambda value: received.append(f"second {value}"))
    signal.emit(3)
    assert received == ["first 3", "second 3"]


def test_a_listener_that_has_unsubscribed_is_not_called() -> None:
    signal: Signal[int] = Signal()
    received: list[int] = []
    stop = signal.subscribe(received.append)
    signal.emit(1)
    stop()
    signal.emit(2)
    assert received == [1]
