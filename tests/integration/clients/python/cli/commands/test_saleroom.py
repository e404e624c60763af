"""The commands of those who run a sale, against a live node."""

from auction_client.rest import AuctionRest
from tests.integration.clients.commands import run
from tests.nodes import LiveNode


async def test_a_house_runs_an_item_from_the_command_line(node: LiveNode) -> None:
    await node.put_up(reserve=500)
    async with AuctionRest(node.url, node.auctioneer) as rest:
        await rest.saleroom.give_paddle((await rest.item("lamp")).auction_id, "7", name="Eve")

    async def ok(*arguments: str) -> str:
        status, out, err = await run(node.url, *arguments, "--token", node.auctioneer)
        assert (status, err) == (0, "")
        return out

    assert (await ok("ask", "lamp", "2.00")).startswith("open: 1.00 EUR, next bid 2.00 EUR")
    await ok("notice", "lamp", "The shade is new.")
    assert (await node.get("/items/lamp"))[1]["notice"]["text"] == "The shade is new."
    floor_bid = ("floor-bid", "lamp", "2.00", "--paddle", "7", "--bid-id", "f1")
    accepted = await ok(*floor_bid)
    assert accepted.startswith("accepted: paddle 7 leads at 2.00 EUR")
    assert await ok(*floor_bid) == accepted
    assert (await ok("void", "lamp", "f1", "--reason", "misheard")).startswith("open: 1.00 EUR")
    assert await ok("pass", "lamp") == "not sold: nobody won\n"
    assert (await ok("reopen", "lamp")).startswith("open: ")
    await node.bid(300, "bob")
    await node.bid(400, "ann")
    assert (await ok("sell", "lamp")).startswith("sold: 4.00 EUR to Ann#")
    assert (await ok("award", "lamp", "1")).startswith("sold: 3.00 EUR to Bob#")


async def test_a_command_is_refused_after_an_event_that_its_sender_has_not_seen(
    node: LiveNode,
) -> None:
    await node.put_up()
    await node.bid(150)
    command = ("pass", "lamp", "--expected-seq", "2")
    status, _, err = await run(node.url, *command, "--token", node.auctioneer)
    assert (status, err.split(":")[0]) == (1, "refused, conflict")
    assert (await run(node.url, *command))[0] == 2, "a token is needed"
    floor_bid = ("floor-bid", "lamp", "2.00", "--paddle", "7")
    status, _, err = await run(node.url, *floor_bid, "--token", node.token("eve"))
    assert (status, err.split(":")[0]) == (1, "refused, forbidden")
