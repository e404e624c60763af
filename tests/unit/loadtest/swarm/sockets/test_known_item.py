"""The bidders' common knowledge of an item."""

from loadtest.swarm.sockets.known_item import KnownItem


def known_item() -> KnownItem:
    return KnownItem(
        {"item_id": "lamp", "seq": 2, "minimum": 100, "increment": [[0, 5], [500, 10]]}
    )


def test_the_first_offer_is_the_minimum() -> None:
    assert known_item().next_offer() == 100


def test_an_offer_outbids_offers_without_an_answer() -> None:
    item = known_item()
    assert [item.next_offer() for _ in range(3)] == [100, 110, 120]


def test_an_offer_is_never_below_the_last_known_minimum() -> None:
    item = known_item()
    item.next_offer()
    item.learn(3, 400)
    assert item.next_offer() == 400


def test_an_older_minimum_is_ignored() -> None:
    item = known_item()
    item.learn(5, 400)
    item.learn(4, 300)
    assert item.minimum == 400
