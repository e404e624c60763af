"""The public names of the package: documented, and typed without `Any`."""

import inspect
import typing
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import pytest

import auction_client
from auction_client import rest
from auction_client.messages import RefusalCode
from server.domain.rejection import Code

CLASSES = [
    pytest.param(value, id=name)
    for name in auction_client.__all__
    if inspect.isclass(value := getattr(auction_client, name))
]
ROUTES = [
    pytest.param(type(value), id=name)
    for name, value in vars(rest.AuctionRest("http://127.0.0.1:1")).items()
    if name != "http"
]


def hints(owner: type) -> Iterator[tuple[str, object]]:
    """Yield the types of a class's public fields, and those of the arguments and results of its methods."""
    for name, hint in get_type_hints(owner, vars(typing)).items():
        if not name.startswith("_"):
            yield name, hint
    for name, member in inspect.getmembers(owner):
        function = member.fget if isinstance(member, property) else member
        if name.startswith("_") or not inspect.isfunction(function):
            continue
        if function.__module__.startswith("auction_client"):
            yield from (
                (f"{name}: {part}", each) for part, each in get_type_hints(function).items()
            )


def mentions_any(hint: object) -> bool:
    return hint is Any or any(mentions_any(each) for each in get_args(hint))


@pytest.mark.parametrize("public", CLASSES + ROUTES)
def test_a_public_class_is_documented_and_has_no_part_of_any_type(public: type) -> None:
    assert inspect.getdoc(public)
    assert [name for name, hint in hints(public) if mentions_any(hint)] == []


@pytest.mark.parametrize("public", CLASSES + ROUTES)
def test_every_public_method_is_documented(public: type) -> None:
    methods = inspect.getmembers(public, inspect.isfunction)
    ours = [(name, it) for name, it in methods if it.__module__.startswith("auction_client")]
    assert [name for name, it in ours if not name.startswith("_") and not it.__doc__] == []


def test_every_public_name_stands_in_the_list_once() -> None:
    assert sorted(auction_client.__all__) == sorted(set(auction_client.__all__))
    assert all(hasattr(auction_client, name) for name in auction_client.__all__)


def test_the_codes_of_refusals_are_those_of_the_contract() -> None:
    assert set(get_args(RefusalCode)) == {code.value for code in Code} | {"unanswered"}
