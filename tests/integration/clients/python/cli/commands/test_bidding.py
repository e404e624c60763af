"""The commands `bid` and `retract` against a live node."""

from tests.integration.clients.commands import run
from tests.nodes import LiveNode


async def test_an_accepted_bid_is_printed_and_ends_with_0(node: LiveNode) -> None:
    await node.put_up()
    status, out, err = await run(node.url, "bid", "lamp", "1.50", "--token", node.token())
    assert (status, err) == (0, "")
    answer, bid_id = out.split("; bid_id ")
    assert answer == "accepted: you lead at 1.50 EUR; the next bid is 1.60 EUR or more"
    assert (await node.get("/items/lamp"))[1]["bid_count"] == 1
    command = ["retract", "lamp", bid_id.strip(), "--reason", "mistyped", "--token", node.token()]
    assert await run(node.url, *command) == (
        0,
        "taken back; open: 1.00 EUR, next bid 1.00 EUR or more\n",
        "",
    )


async def test_a_hidden_maximum_bids_for_its_owner(node: LiveNode) -> None:
    await node.put_up()
    assert (await run(node.url, "bid", "lamp", "1.50", "--max", "9.00", "--name", "Zoe"))[0] == 0
    _, answer = await node.bid(300, user="bob")
    assert (answer["price"], answer["leading"]) == (310, False)


async def test_a_bid_may_name_a_number_of_units(node: LiveNode) -> None:
    await node.put_up(format="fixed", quantity=3)
    assert (await run(node.url, "bid", "lamp", "1.00", "--quantity", "2", "--name", "Zoe"))[0] == 0
    assert (await node.get("/items/lamp"))[1]["remaining"] == 1


async def test_a_refused_retraction_ends_with_1_and_a_missing_token_with_2(
    node: LiveNode,
) -> None:
    await node.put_up()
    await node.bid(150, bid_id="b1")
    await node.command("lamp", "close")
    command = ["retract", "lamp", "b1", "--reason", "changed_description"]
    status, out, err = await run(node.url, *command, "--token", node.token())
    assert (status, out) == (1, "")
    assert err.startswith("refused, not_retractable: ")
    assert (await run(node.url, *command))[0] == 2


async def test_a_bidder_who_is_not_logged_in_joins_once_and_stays_the_same(node: LiveNode) -> None:
    await node.put_up(buy_now=500)
    status, _, err = await run(node.url, "bid", "lamp", "1.50", "--name", "Zoe")
    assert (status, err.startswith(f"joined {node.url} as Zoe#")) == (0, True)
    _, item = await node.get("/items/lamp")
    assert item["leader"].startswith("Zoe#")
    status, _, err = await run(node.url, "bid", "lamp", "1.60")
    assert (status, err.split(":")[0]) == (1, "refused, already_leading")
    assert "--raise-own" in err
    status, _, err = await run(node.url, "bid", "lamp", "1.60", "--name", "Ann")
    assert (status, err.startswith("you are logged in as Zoe#")) == (2, True)
    status, out, err = await run(node.url, "retract", "lamp", "--reason", "mistyped")
    assert (status, out.split(",")[0]) == (0, "taken back; open: 1.00 EUR")
    status, out, err = await run(node.url, "bid", "lamp", "5.00")
    assert (status, out.split(";")[0]) == (0, "bought: 5.00 EUR")


async def test_a_bid_that_is_too_low_prints_the_minimum_and_ends_with_1(node: LiveNode) -> None:
    await node.put_up()
    await node.bid(150, user="bob")
    status, out, err = await run(node.url, "bid", "lamp", "1.50", "--token", node.token())
    assert (status, out) == (1, "")
    assert err.startswith("refused, too_low: ")
    assert "minimum 1.60 EUR" in err
