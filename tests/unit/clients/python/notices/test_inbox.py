"""The messages of a socket reach their receivers, and an unreadable one does no harm."""

from auction_client.messages import WatcherCount
from auction_client.notices.inbox import Inbox


def test_a_message_is_read_and_handed_to_the_receiver_of_its_event() -> None:
    received: list[WatcherCount] = []
    inbox = Inbox()
    inbox.on("watchers", WatcherCount, received.append)
    inbox.receive("watchers", {"item_id": "lamp", "count": 2})
    inbox.receive("another", {"item_id": "lamp", "count": 3})
    assert received == [WatcherCount(item_id="lamp", count=2)]


def test_a_message_that_cannot_be_read_is_dropped() -> None:
    received: list[WatcherCount] = []
    inbox = Inbox()
    inbox.on("watchers", WatcherCount, received.append)
    inbox.receive("watchers", {"item_id": "lamp"})
    assert received == []
