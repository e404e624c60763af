"""Numbers at their bounds: every computation with them is exact, and no other item waits for them."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

import pytest

from tests.nodes import LiveNode, StoreUrls, node_here

MOST = 10**15
EXPOSURE_MAX = 9 * MOST
BEYOND = (MOST + 1, 2**53, 2**63, 10**30, 10**400)
FAR: dict[str, dict[str, Any]] = {
    "rows": {"increment": [[0, 10], [MOST - 1, MOST], [MOST, MOST]]},
    "step": {"increment": [[0, MOST]]},
    "ladder": {"increment": {"ladder": [100, MOST]}},
    "buy-now": {"increment": [[0, 1]], "buy_now": MOST, "reserve": MOST},
    "sealed": {"increment": None, "format": "sealed_second", "reserve": MOST},
    "units": {"increment": None, "format": "uniform", "quantity": 10_000},
    "stock": {"increment": None, "format": "fixed", "start_price": MOST},
}
TERMS: tuple[dict[str, Any], ...] = ({}, {"max_amount": MOST}, {"quantity": 10_000})
FAILED = {"internal", "unknown", "unavailable", "busy"}


@pytest.fixture
async def node(stores: StoreUrls) -> AsyncIterator[LiveNode]:
    async with node_here(stores, rate_limits="off") as live:
        yield live


async def bid(node: LiveNode, user: str, item_id: str, amount: int, **terms: Any) -> str:
    """Bid over HTTP; return the code of the answer."""
    _, answer = await node.bid(amount, user, item_id, **terms)
    return str(answer.get("code", "accepted"))


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the lines of level error that the node has written."""
    return [line for line in "".join(capsys.readouterr()).splitlines() if "[error" in line]


async def test_bids_at_the_bounds_disturb_no_other_item_of_their_round(
    node: LiveNode, capsys: pytest.CaptureFixture[str]
) -> None:
    await node.put_up("lamp")
    for item_id, rules in FAR.items():
        await node.put_up(item_id, **rules)
    for amount in (1, 100, 110, MOST - 1, MOST):
        hostile = [bid(node, "mallory", item_id, amount, **t) for item_id in FAR for t in TERMS]
        price = (await node.get("/items/lamp"))[1]["price"]
        ordinary = [bid(node, "ann", "lamp", price + 10 * step) for step in range(1, 6)]
        codes, ordinary_codes = await asyncio.gather(
            asyncio.gather(*hostile), asyncio.gather(*ordinary)
        )
        assert not FAILED & set(codes)
        assert set(ordinary_codes) <= {"accepted", "too_low"}
        assert "accepted" in ordinary_codes
    for item_id in FAR:
        _, item = await node.get(f"/items/{item_id}")
        assert item["price"] <= MOST
        assert all(amount <= MOST for amount in item["suggestions"])
    assert lines_of(capsys) == []


async def test_debts_at_the_bound_are_added_up_exactly_and_refused_beyond_it(
    node: LiveNode, capsys: pytest.CaptureFixture[str]
) -> None:
    sale = {"auction_id": "sale", "title": "A sale", "approval": True}
    assert (await node.post("/auctions", sale, node.auctioneer))[0] == HTTPStatus.CREATED
    headers = {"Authorization": f"Bearer {node.auctioneer}"}
    for user in ("mallory", "ann"):
        url = f"{node.url}/auctions/sale/bidders/{user}"
        async with node.http.put(url, json={}, headers=headers) as response:
            assert response.status == HTTPStatus.OK
    for number in range(11):
        item = {"item_id": f"far-{number}", "title": "A lamp", "start_price": 100}
        assert (await node.post("/auctions/sale/items", item, node.auctioneer))[0] == 201
        await node.command(f"far-{number}", "open")
    answers = [await node.bid(MOST, "mallory", f"far-{number}") for number in range(10)]
    assert [status for status, _ in answers] == [HTTPStatus.OK] * 9 + [HTTPStatus.FORBIDDEN]
    refused = answers[-1][1]
    assert refused["code"] == "limit_exceeded"
    assert (refused["limit"], refused["reserved"]) == (EXPOSURE_MAX, EXPOSURE_MAX)
    both = (bid(node, "mallory", "far-9", MOST), bid(node, "ann", "far-10", 150))
    assert list(await asyncio.gather(*both)) == ["limit_exceeded", "accepted"]
    assert lines_of(capsys) == []


async def test_a_number_beyond_the_bound_is_refused_and_no_item_is_made_of_it(
    node: LiveNode, capsys: pytest.CaptureFixture[str]
) -> None:
    await node.put_up("lamp")
    for number in BEYOND:
        for rules in (
            {"increment": [[0, 10], [number, 10]]},
            {"increment": [[0, number]]},
            {"increment": {"ladder": [100, number]}},
            {"reserve": number},
            {"buy_now": number},
            {"start_price": number},
            {"format": "uniform", "quantity": number},
            {"format": "fixed", "start_price": MOST, "quantity": 2},
        ):
            item = {"item_id": "far", "title": "A lamp", "start_price": 100, **rules}
            status, body = await node.post("/auctions/sale/items", item, node.auctioneer)
            assert (status, body["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid"), rules
    assert (await node.get("/items/far"))[0] == HTTPStatus.NOT_FOUND
    assert await bid(node, "ann", "lamp", 150) == "accepted"
    assert lines_of(capsys) == []
