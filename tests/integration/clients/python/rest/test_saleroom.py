"""The Python client's routes of those who run a sale, against a live node."""

from auction_client import AuctionRest
from tests.nodes import LiveNode


async def test_a_clerk_enters_bids_for_paddles(node: LiveNode) -> None:
    await node.put_up()
    async with (
        AuctionRest(node.url, node.auctioneer) as house,
        AuctionRest(node.url, node.token("cleo")) as cleo,
    ):
        assert (await house.saleroom.grant_clerk("sale", "cleo")).user_id == "cleo"
        assert [each.user_id for each in await house.saleroom.clerks("sale")] == ["cleo"]
        await cleo.saleroom.give_paddle("sale", "7", user_id="ann")
        named = await cleo.saleroom.give_paddle("sale", "8", name="Mr Dee")
        assert [each.number for each in await cleo.saleroom.paddles("sale")] == ["7", "8"]
        await cleo.saleroom.room_bid("lamp", "b1", 150, "floor", paddle="7")
        answer = await cleo.saleroom.room_bid("lamp", "b2", 200, "telephone", paddle=named.number)
        assert answer.leading
        assert await cleo.saleroom.give_notice("sale", "n1", "Welcome.") == 1
        notice = (await cleo.item("lamp")).notice
        assert notice is not None
        assert notice.text == "Welcome."
        await cleo.command("lamp", "void", bid_id="b2", reason="misread")
        assert (await cleo.item("lamp")).price == 150
        await house.saleroom.revoke_clerk("sale", "cleo")
        assert await house.saleroom.clerks("sale") == ()
