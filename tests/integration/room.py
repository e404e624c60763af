"""A sale that is run in a room: the steps of its clerk and its auctioneer, over HTTP or a socket."""

from http import HTTPStatus
from typing import Any, Protocol

from tests.integration.caller import Caller
from tests.nodes import LiveNode

VOID = {"bid_id": "floor", "reason": "the paddle was misread"}
STEPS: list[tuple[str, str, dict[str, Any]]] = [
    ("desk", "room_bid", {"bid_id": "seller", "amount": 150, "source": "consignor"}),
    ("desk", "room_bid", {"bid_id": "floor", "amount": 300, "source": "floor", "paddle": "112"}),
    ("desk", "void", VOID),
    ("desk", "room_bid", {"bid_id": "call", "amount": 300, "source": "telephone", "paddle": "112"}),
    ("desk", "set_asking", {"price": 400}),
    ("desk", "give_notice", {"notice_id": "n1", "text": "The desk is sold without its lamp."}),
    ("desk", "room_bid", {"bid_id": "book", "amount": 400, "source": "absentee", "paddle": "113"}),
    ("desk", "sell", {}),
    ("desk", "reopen", {}),
    ("desk", "sell", {}),
    ("desk", "award", {"step": 1}),
    ("stool", "pass", {}),
]
"""The steps by item and command; paddle 113 is a named person's."""
AUCTIONEERS = {"reopen", "award"}


class Send(Protocol):
    """Sends a command on an item, for a user with a token."""

    async def __call__(self, token: str, item_id: str, name: str, argument: Any) -> Any:
        """Return the answer, which must be an acceptance."""
        ...


async def put_up_room(caller: Caller) -> str:
    """Put up a sale with two open items, a clerk and two paddles; return the clerk's token."""
    node, house = caller.node, caller.node.auctioneer
    sale = {"auction_id": "room", "title": "A room", "consignor_bids": True}
    await caller.http("POST", "/auctions", sale, house)
    await caller.put_up("desk", "room", reserve=900, increment=[[0, 10]])
    await caller.put_up("stool", "room")
    await made(caller, "PUT", "/auctions/room/clerks/cleo", None, house)
    clerk = node.token("cleo")
    await made(caller, "PUT", "/auctions/room/paddles/112", {"user_id": "ann"}, clerk)
    await made(caller, "PUT", "/auctions/room/paddles/113", {"name": "Mr Dee"}, clerk)
    return clerk


async def made(caller: Caller, method: str, path: str, body: object, token: str) -> Any:
    """Send a request that must succeed; return the answer."""
    status, answer = await caller.http(method, path, body, token)
    assert status == HTTPStatus.OK, (path, answer)
    return answer


async def run_room(node: LiveNode, clerk: str, send: Send) -> None:
    """Take all steps, those of the clerk with the clerk's token."""
    for item_id, name, argument in STEPS:
        token = node.auctioneer if name in AUCTIONEERS else clerk
        await send(token, item_id, name, argument)
