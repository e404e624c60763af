"""Types: the values of the rules can't be changed, and amounts are exact in every client."""

import importlib
import pkgutil

import msgspec
import pytest

import server.domain
from server.domain.types import AMOUNT_MAX
from tests.unit.domain.sale import opened

VALUES = sorted(
    {
        value
        for module in pkgutil.walk_packages(server.domain.__path__, "server.domain.")
        for value in vars(importlib.import_module(module.name)).values()
        if isinstance(value, type) and issubclass(value, msgspec.Struct)
    }
    - {msgspec.Struct},
    key=lambda value: value.__name__,
)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
def test_every_value_of_the_rules_is_frozen(value: type[msgspec.Struct]) -> None:
    assert value.__struct_config__.frozen


def test_a_frozen_value_refuses_a_change() -> None:
    with pytest.raises(AttributeError, match="immutable"):
        opened().price = 5  # type: ignore[misc]


def test_the_greatest_amount_is_exact_in_every_client() -> None:
    """A browser's numbers are exact up to 2^53."""
    assert AMOUNT_MAX == 10**15 < 2**53
