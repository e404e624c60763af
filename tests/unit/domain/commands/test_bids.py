"""Commands: a bid's maximum."""

from tests.unit.domain.sale import bid


def test_a_bid_without_a_maximum_is_worth_its_amount() -> None:
    assert bid(100).most == 100
    assert bid(100, max_amount=300).most == 300
