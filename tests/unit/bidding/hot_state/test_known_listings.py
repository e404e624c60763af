"""The listings that a node knows, with their versions in Redis."""

from server.bidding.hot_state.known_listings import KnownListing, KnownListings
from server.domain.types import ItemId
from tests.unit.domain.sale import listing

LAMP, VASE, CLOCK = ItemId("lamp"), ItemId("vase"), ItemId("clock")


def known(version: bytes, size: int = 40) -> KnownListing:
    return KnownListing(version, listing(), size)


def test_the_latest_listing_of_an_item_is_known_until_it_is_forgotten() -> None:
    listings = KnownListings()
    for each in (known(b"v1"), known(b"v2", 70)):
        listings.keep(LAMP, each)
        assert (listings.get(LAMP), len(listings), listings.size) == (each, 1, each.size)
    listings.forget(LAMP)
    listings.forget(LAMP)
    assert (listings.get(LAMP), len(listings), listings.size) == (None, 0, 0)


def test_beyond_the_bound_the_listings_learned_longest_ago_are_forgotten() -> None:
    listings = KnownListings(bytes_max=100)
    for item_id in (LAMP, VASE, LAMP, CLOCK):
        listings.keep(item_id, known(item_id.encode()))
    assert [listings.get(each) is not None for each in (LAMP, VASE, CLOCK)] == [True, False, True]
    assert listings.size == 80
