"""The tree of the client's exceptions."""

import inspect

import pytest

from auction_client import errors
from auction_client.errors import AuctionError, OutcomeUnknown, Unanswered, WrongUsage

EVERY = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if kind.__module__ == errors.__name__
]


@pytest.mark.parametrize("kind", EVERY)
def test_every_exception_is_an_auction_error_and_stands_in_the_tree(kind: type) -> None:
    assert issubclass(kind, AuctionError)
    assert kind.__name__ in str(errors.__doc__)


def test_an_unknown_outcome_names_the_bid_that_can_be_sent_again() -> None:
    error = OutcomeUnknown("b1")
    assert isinstance(error, Unanswered)
    assert error.bid_id == "b1"
    assert "b1" in str(error)


def test_wrong_usage_is_a_value_error_too() -> None:
    assert issubclass(WrongUsage, ValueError)
