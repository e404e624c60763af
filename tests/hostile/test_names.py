"""Names and titles that hide something, on both faces of a real node."""

from http import HTTPStatus

from server.domain.types import Role, UserId
from server.identity.tokens import SharedSecret, Tokens
from tests.nodes import SECRET, LiveNode, connected

HIDDEN = ["\x00", "\x1b[2J", "\x9b2J", "\u202e", "\u2066", "\u200b", "\u00ad", "\u3164", "\ufeff"]
BLANK = [" ", "\u00a0", "\u2800", "\u3000"]
SHOWN = {"Ann", "A[2Jnn", "A2Jnn", "[2J", "2J", "anonymous", "x" * 40}
NAMES = [*(f"A{hidden}nn" for hidden in HIDDEN), *BLANK, *HIDDEN]


async def test_a_hidden_character_is_refused_in_every_name_and_title(node: LiveNode) -> None:
    sale = {"auction_id": "sale", "title": "A sale"}
    assert (await node.post("/auctions", sale, node.auctioneer))[0] == HTTPStatus.CREATED
    for name in NAMES:
        for answer in (
            await node.post("/users", {"name": name}),
            await node.post("/auctions", {"title": name}, node.auctioneer),
            await node.post(
                "/auctions/sale/items", {"title": name, "start_price": 100}, node.auctioneer
            ),
        ):
            status, problem = answer
            assert (status, problem["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid")
            assert "visible" in problem["detail"] or "control" in problem["detail"]


async def test_a_name_in_a_token_is_cleaned_and_its_user_may_bid_on_both_faces(
    node: LiveNode,
) -> None:
    await node.put_up()
    for number, name in enumerate([*NAMES, "x" * 1_000]):
        tokens = Tokens(SharedSecret(SECRET))
        token = tokens.issue(UserId(f"u{number}"), name, Role.BIDDER, ttl_s=600)
        bid = {"bid_id": f"h{number}", "item_id": "lamp", "amount": 100 + 20 * number}
        assert (await node.post("/bid", bid, token))[0] == HTTPStatus.OK
        leader = (await node.get("/items/lamp"))[1]["leader"]
        assert leader.isprintable()
        assert leader.rpartition("#")[0] in SHOWN
        async with connected(node, token) as client:
            bid |= {"bid_id": f"s{number}", "amount": 110 + 20 * number, "raise_own": True}
            assert (await client.call("bid", bid))["ok"]
