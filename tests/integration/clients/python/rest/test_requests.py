"""Requests of the Python client over HTTP against a live node."""

import pytest

from auction_client import AuctionRest, NotConnected, RequestRefused, WrongUsage
from tests.nodes import LiveNode, free_port


async def test_a_problem_document_is_a_refusal_with_details(node: LiveNode) -> None:
    await node.put_up()
    async with AuctionRest(node.url, node.auctioneer) as house:
        with pytest.raises(RequestRefused) as refused:
            await house.create_item("sale", "A vase", 0)
    refusal = refused.value.refusal
    assert refusal.code == "invalid"
    assert list(refusal.details) == ["errors"]
    match refusal.details["errors"]:
        case [{"field": "start_price"}]:
            pass
        case other:
            pytest.fail(f"unexpected errors: {other}")


async def test_a_name_is_one_segment_of_the_path(node: LiveNode) -> None:
    async with AuctionRest(node.url) as rest:
        for name, code in (("nothing", "not_found"), ("no/item?", "invalid")):
            with pytest.raises(RequestRefused, match=code):
                await rest.item(name)


async def test_without_a_server_nothing_is_sent() -> None:
    async with AuctionRest(f"http://127.0.0.1:{free_port()}") as rest:
        with pytest.raises(NotConnected):
            await rest.auctions()


@pytest.mark.parametrize("url", ["127.0.0.1:8080", "ws://127.0.0.1", "http://"])
def test_an_address_without_a_scheme_or_a_host_is_wrong_usage(url: str) -> None:
    with pytest.raises(WrongUsage):
        AuctionRest(url)
