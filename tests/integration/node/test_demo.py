"""The demo sale."""

from server.domain.types import Format, Role
from server.identity.tokens import SharedSecret, Tokens
from server.node.demo import auctioneer_token, seed
from tests.nodes import ROOT, SECRET, LiveNode


async def test_the_sale_has_open_items_of_most_formats_and_is_put_up_once(node: LiveNode) -> None:
    assert node.here is not None
    assert await seed(node.here.core)
    assert not await seed(node.here.core)
    _, sale = await node.get("/auctions/demo")
    items = sale["items"]
    assert {item["status"] for item in items} == {"open"}
    drawn = {f"/assets/{path.name}" for path in (ROOT / "clients/web/public/assets").iterdir()}
    assert {item["image_url"] for item in items} == drawn
    assert {item["format"] for item in items} == set(Format) - {Format.SEALED_FIRST}


async def test_the_auctioneers_token_commands_the_demo_items(node: LiveNode) -> None:
    assert node.here is not None
    await seed(node.here.core)
    tokens = Tokens(SharedSecret(SECRET))
    token = auctioneer_token(tokens)
    assert tokens.verify(token).role is Role.AUCTIONEER
    status, answer = await node.post("/items/lamp/pause", None, token)
    assert (status, answer["ok"]) == (200, True)
    _, sale = await node.get("/auctions/demo")
    code = node.here.core.codes.code(tokens.verify(token).user_id)
    assert sale["auctioneer"] == f"Demo House#{code}"
