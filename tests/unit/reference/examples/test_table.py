"""The examples of the published contract: each request is one that the wire's own model accepts."""

import json

import pytest

from server.reference.examples.lamp import BID, ITEM
from server.reference.examples.table import EXAMPLES
from server.wire.requests import Request

REQUESTS = [kind for kind in EXAMPLES if issubclass(kind, Request)]


@pytest.mark.parametrize("kind", REQUESTS, ids=lambda kind: str(kind.__name__))
def test_an_example_of_a_request_is_accepted(kind: type[Request]) -> None:
    parsed = kind.parse_json(json.dumps(EXAMPLES[kind]).encode())
    assert parsed.model_dump(exclude_unset=True).keys() == EXAMPLES[kind].keys()


def test_all_examples_belong_to_one_item_and_its_last_bid() -> None:
    items = {each["item_id"] for each in EXAMPLES.values() if "item_id" in each}
    assert items == {"lamp"}
    assert (ITEM["seq"], ITEM["price"], ITEM["leader"]) == (
        BID["seq"],
        BID["amount"],
        BID["bidder"],
    )
