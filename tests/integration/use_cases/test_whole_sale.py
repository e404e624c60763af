"""A sale from a file to its statements, over HTTP and sockets, in every format."""

import asyncio
import csv
import io
from dataclasses import dataclass
from typing import Any

import pytest

from tests.nodes import LiveNode, connected
from tests.timeouts import WAIT_MAX_S

# 25% of the first 100.00 and 20% of the rest, with a tax of 19% on both.
RULES = {
    "auction_id": "sale",
    "title": "The spring sale",
    "approval": True,
    "terms": {"version": "v1", "text": "Sold as seen."},
    "fees": {
        "premium": [[0, 250_000], [10_000, 200_000]],
        "price_tax": 190_000,
        "premium_tax": 190_000,
    },
}


@dataclass(frozen=True)
class Course:
    """A lot's row, the bids on it, and the lines of its outcome: bidder, amount of a unit, units."""

    row: dict[str, str]
    bids: tuple[tuple[str, dict[str, int]], ...]
    winners: tuple[tuple[str, int, int], ...]
    underbidder: str | None


COURSES = {
    "english": Course(
        {"start_price": "100.00", "increment": "0:10", "reserve": "120.00"},
        (
            ("ann", {"amount": 10_000, "max_amount": 20_000}),
            ("ben", {"amount": 15_000}),
        ),
        (("ann", 16_000, 1),),
        "ben",
    ),
    "dutch": Course(
        {
            "start_price": "100.00",
            "step": "10",
            "interval_ms": "3600000",
            "floor_price": "50",
        },
        (("ann", {"amount": 10_000}),),
        (("ann", 10_000, 1),),
        None,
    ),
    "sealed_first": Course(
        {"start_price": "100.00"},
        (("ann", {"amount": 13_000}), ("ben", {"amount": 14_000})),
        (("ben", 14_000, 1),),
        "ann",
    ),
    "sealed_second": Course(
        {"start_price": "100.00"},
        (("ann", {"amount": 13_000}), ("ben", {"amount": 14_000})),
        (("ben", 13_000, 1),),
        "ann",
    ),
    "uniform": Course(
        {"start_price": "10.00", "quantity": "5"},
        (
            ("ann", {"amount": 2_000, "quantity": 2}),
            ("ben", {"amount": 2_100, "quantity": 4}),
        ),
        (("ben", 2_000, 4), ("ann", 2_000, 1)),
        None,
    ),
    "fixed": Course(
        {"start_price": "10.00", "quantity": "3"},
        (("ann", {"amount": 1_000, "quantity": 2}), ("ben", {"amount": 1_000, "quantity": 1})),
        (("ann", 1_000, 2), ("ben", 1_000, 1)),
        None,
    ),
}


def charged(amount: int, units: int) -> dict[str, int]:
    """Compute a line's charge by hand; the amounts above need no rounding but half up at the cent."""
    premium = (min(amount, 10_000) * 25 + max(0, amount - 10_000) * 20) // 100 * units
    price = amount * units
    tax = (19 * price * 2 + 100) // 200 + (19 * premium * 2 + 100) // 200
    return {
        "hammer_price": price,
        "premium": premium,
        "tax": tax,
        "total": price + premium + tax,
    }


async def asked(
    node: LiveNode, method: str, path: str, token: str, body: object = None, **more: Any
) -> Any:
    """Send a request that must succeed; return the answer's body."""
    headers = {"Authorization": f"Bearer {token}"}
    async with node.http.request(
        method, node.url + path, json=body, headers=headers, **more
    ) as response:
        answer = await response.json()
        assert response.ok, answer
        return answer


@pytest.mark.parametrize("form", COURSES)
async def test_a_sale_goes_from_its_file_to_the_statements(node: LiveNode, form: str) -> None:
    course = COURSES[form]
    house, item_id = node.auctioneer, await set_up(node, form, course.row)
    await admit(node)
    async with connected(node, node.token("watcher")) as watcher, connected(node, house) as clerk:
        assert (await watcher.call("watch_sale", {"auction_id": "sale"}))["ok"]
        assert (await clerk.call("open", {"item_id": item_id}))["ok"]
        await bid(node, item_id, course)
        item = await asked(node, "GET", f"/items/{item_id}", house)
        if item["status"] not in ("sold", "unsold"):
            assert (await clerk.call("close", {"item_id": item_id}))["ok"]
        await seen_sold(watcher, item_id)
    await settled(node, item_id, course)


async def set_up(node: LiveNode, form: str, row: dict[str, str]) -> str:
    """Make the sale and import its file, first as a dry run; return the lot's item id."""
    house = node.auctioneer
    await asked(node, "POST", "/auctions", house, RULES)
    file = io.StringIO()
    cells = {"lot": "1", "title": "Brass desk lamp", "format": form, **row}
    writer = csv.DictWriter(file, cells)
    writer.writeheader()
    writer.writerow(cells)
    for dry_run, created in (("true", 1), ("false", 1), ("false", 0)):
        headers = {"Authorization": f"Bearer {house}", "Content-Type": "text/csv"}
        url = f"{node.url}/auctions/sale/import?dry_run={dry_run}"
        async with node.http.post(url, data=file.getvalue(), headers=headers) as response:
            answer = await response.json()
        assert (answer["fault_count"], answer["created"]) == (0, created), answer
    (item,) = (await asked(node, "GET", "/auctions/sale", house))["items"]
    return str(item["item_id"])


async def admit(node: LiveNode) -> None:
    """Let both bidders accept the terms, and approve them."""
    for user in ("ann", "ben"):
        terms = {"terms_version": "v1", "note": "by telephone, if need be"}
        await asked(node, "POST", "/auctions/sale/admission", node.token(user), terms)
        await asked(node, "PUT", f"/auctions/sale/bidders/{user}", node.auctioneer, {})


async def bid(node: LiveNode, item_id: str, course: Course) -> None:
    """Place the bids, by turns over sockets and over HTTP."""
    for number, (user, offer) in enumerate(course.bids):
        argument = {"bid_id": f"bid-{number}", "item_id": item_id, **offer}
        if number % 2:
            await asked(node, "POST", "/bid", node.token(user), argument)
        else:
            async with connected(node, node.token(user)) as client:
                assert (await client.call("bid", argument))["ok"]


async def seen_sold(watcher: Any, item_id: str) -> None:
    """Wait until a watcher of the sale has received the outcome."""
    async with asyncio.timeout(WAIT_MAX_S):
        while True:
            event, message = await watcher.receive()
            if event == "sale" and any(
                row["item_id"] == item_id and row["status"] == "sold" for row in message["items"]
            ):
                return


async def settled(node: LiveNode, item_id: str, course: Course) -> None:
    """Compare results, statements and the bidders' own views with the lot's course."""
    house = node.auctioneer
    async with asyncio.timeout(WAIT_MAX_S):
        while True:
            (result,) = (await asked(node, "GET", "/auctions/sale/results", house))["results"]
            if result["status"] == "sold":
                break
            await asyncio.sleep(0.02)
    lines = [(each["user_id"], each["amount"], each["quantity"]) for each in result["winners"]]
    assert lines == list(course.winners)
    under = result["underbidder"]
    assert (under and under["user_id"]) == course.underbidder
    for each in result["winners"]:
        charge = charged(each["amount"], each["quantity"])
        assert {name: each[name] for name in charge} == charge
        of_house = await asked(node, "GET", f"/auctions/sale/statements/{each['user_id']}", house)
        path = "/me/statement?auction_id=sale"
        own = await asked(node, "GET", path, node.token(each["user_id"]))
        assert own == of_house
        (line,) = own["lines"]
        assert (line["item_id"], line["total"]) == (item_id, charge["total"])
        (won,) = (await asked(node, "GET", "/me/wins", node.token(each["user_id"])))["wins"]
        assert won["total"] == charge["total"]
