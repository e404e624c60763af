"""One person stays one person on both faces, whatever their provider calls them."""

from urllib.parse import quote

import asyncpg
import pytest
from yarl import URL

from server.domain.types import Role, UserId
from server.identity.tokens import SharedSecret, Tokens
from server.wire.requests import TOKEN_CHARS_MAX
from tests.nodes import SECRET, LiveNode, StoreUrls, connected, heard, node_here
from tests.unit.identity.keyring import signed

SUBS = [
    "auth0|5f7c8ec7c33c6c004bbafe82",
    "https://id.example/u?x=1#y",
    "CN=Ann Smith, O=House",
    "a/b%2Fc%",
    "lamp ann",
    "..",
    "Zoë",
    "ü" * 255,
]


def token_of(sub: str, name: str = "Ann") -> str:
    return Tokens(SharedSecret(SECRET)).issue(UserId(sub), name, Role.BIDDER, ttl_s=600)


async def put(node: LiveNode, path: str, body: object, token: str) -> tuple[int, object]:
    headers = {"Authorization": f"Bearer {token}"}
    async with node.http.put(
        URL(node.url + path, encoded=True), json=body, headers=headers
    ) as response:
        return response.status, await response.json()


async def in_approving_sale(node: LiveNode) -> None:
    """Put up two items in a sale that approves its bidders and limits what they spend."""
    sale = {"auction_id": "sale", "title": "A sale", "approval": True, "spending_limit": 1000}
    assert (await node.post("/auctions", sale, node.auctioneer))[0] == 201
    for item_id in ("lamp", "clock"):
        item = {"item_id": item_id, "title": "A lamp", "start_price": 100, "increment": [[0, 10]]}
        assert (await node.post("/auctions/sale/items", item, node.auctioneer))[0] == 201
        await node.command(item_id, "open")


@pytest.mark.parametrize("sub", SUBS, ids=range(len(SUBS)))
async def test_a_bidder_with_any_printable_id_is_approved_limited_and_archived(
    node: LiveNode, sub: str
) -> None:
    await in_approving_sale(node)
    token = token_of(sub)
    bid = {"bid_id": "b1", "item_id": "lamp", "amount": 600}
    assert (await node.post("/bid", bid, token))[1]["code"] == "forbidden"
    escaped = quote(sub, safe="").replace(".", "%2E")
    status, admitted = await put(
        node, f"/auctions/sale/bidders/{escaped}", {"approved": True}, node.auctioneer
    )
    assert status == 200, admitted
    assert (await node.post("/bid", bid, token))[1]["leading"] is True
    # The same limit holds over both items: the exposure is read back by the id.
    second = {"bid_id": "b2", "item_id": "clock", "amount": 600}
    status, refused = await node.post("/bid", second, token)
    assert (status, refused["code"], refused["reserved"]) == (403, "limit_exceeded", 600)
    async with connected(node, token) as ann:
        watched = await ann.call("watch", {"item_id": "lamp"})
        assert watched["yours"] == {"max_amount": 600, "quantity": 1}
        status, outbid = await put(node, "/auctions/sale/bidders/bob", {}, node.auctioneer)
        assert status == 200, outbid
        assert (await node.bid(900, "bob"))[1]["leading"] is True
        assert (await heard(ann))[0] in {"new_bid", "outbid"}
    headers = {"Authorization": f"Bearer {node.auctioneer}"}
    async with node.http.get(f"{node.url}/auctions/sale/bidders", headers=headers) as response:
        assert sub in {bidder["user_id"] for bidder in (await response.json())["bidders"]}


async def test_a_person_whose_name_changes_has_the_same_code_everywhere(node: LiveNode) -> None:
    await node.put_up()
    bid = {"bid_id": "b1", "item_id": "lamp", "amount": 100}
    assert (await node.post("/bid", bid, token_of("ann", "Ann Smith")))[0] == 200
    async with connected(node, token_of("ann", "Ann Jones")) as ann:
        watched = await ann.call("watch", {"item_id": "lamp"})
        me = await ann.call("authenticate", {"token": token_of("ann", "Ann Jones")})
    assert watched["item"]["leader"].startswith("Ann Smith#")
    assert me["handle"].startswith("Ann Jones#")
    assert watched["item"]["leader"].rpartition("#")[2] == me["handle"].rpartition("#")[2]


async def test_all_nodes_and_a_new_start_make_the_same_codes(stores: StoreUrls) -> None:
    codes = set()
    for secret in (SECRET, SECRET, "another secret that only the tests know"):
        async with node_here(stores, secret=secret) as node:
            assert node.here is not None
            codes.add(node.here.core.codes.code(UserId("ann")))
    assert len(codes) == 1


async def test_two_deployments_make_different_codes(stores: StoreUrls) -> None:
    connection = await asyncpg.connect(stores.database)
    async with node_here(stores) as node:
        assert node.here is not None
        before = node.here.core.codes.code(UserId("ann"))
    await connection.execute("UPDATE handle_key SET key = 'another'")
    await connection.close()
    async with node_here(stores) as node:
        assert node.here is not None
        assert node.here.core.codes.code(UserId("ann")) != before


async def test_both_faces_take_tokens_of_the_same_length(node: LiveNode) -> None:
    await node.put_up()
    short = signed(SECRET, "HS256")
    room = (TOKEN_CHARS_MAX - len(short)) * 3 // 4
    fits, too_long = (signed(SECRET, "HS256", pad="x" * (room + more)) for more in (-20, 20))
    assert len(fits) <= TOKEN_CHARS_MAX < len(too_long)
    bid = {"bid_id": "b1", "item_id": "lamp", "amount": 100}
    assert (await node.post("/bid", bid, fits))[0] == 200
    assert (await node.post("/bid", bid, too_long))[0] == 401
    async with connected(node) as client:
        assert (await client.call("authenticate", {"token": fits}))["ok"]
        assert not (await client.call("authenticate", {"token": too_long}))["ok"]
    async with connected(node, fits) as client:
        assert (await client.call("bid", bid))["ok"]
