"""The command line against a live node: its lines and its exit status."""

import json
import signal

from tests.integration.clients.commands import line, run, running
from tests.nodes import LiveNode, free_port


async def test_an_accepted_bid_is_printed_and_ends_with_0(node: LiveNode) -> None:
    await node.put_up()
    status, out, err = await run(node.url, "bid", "lamp", "1.50", "--token", node.token())
    assert (status, err) == (0, "")
    answer, bid_id = out.split("; bid_id ")
    assert answer == "accepted: 1.50 EUR, leading; the next bid is 1.60 EUR or more"
    assert (await node.get("/items/lamp"))[1]["bid_count"] == 1
    command = ["retract", "lamp", bid_id.strip(), "--reason", "mistyped", "--token", node.token()]
    assert await run(node.url, *command) == (
        0,
        "taken back: 1.00 EUR, next bid 1.00 EUR or more\n",
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


async def test_an_amount_without_a_point_is_in_minor_units(node: LiveNode) -> None:
    await node.put_up()
    status, out, _ = await run(node.url, "bid", "lamp", "150", "--token", node.token())
    assert status == 0
    assert "accepted: 1.50 EUR" in out


async def test_a_bidder_without_a_token_is_registered_by_name(node: LiveNode) -> None:
    await node.put_up()
    assert (await run(node.url, "bid", "lamp", "150", "--name", "Zoe"))[0] == 0
    _, item = await node.get("/items/lamp")
    assert item["leader"].startswith("Zoe#")


async def test_a_bid_that_is_too_low_prints_the_minimum_and_ends_with_1(node: LiveNode) -> None:
    await node.put_up()
    await node.bid(150, user="bob")
    status, out, err = await run(node.url, "bid", "lamp", "1.50", "--token", node.token())
    assert (status, out) == (1, "")
    assert err.startswith("refused, too_low: ")
    assert "minimum 1.60 EUR" in err


async def test_an_item_that_does_not_exist_ends_with_1(node: LiveNode) -> None:
    for command in (["bid", "nothing", "150"], ["watch", "nothing"]):
        status, _, err = await run(node.url, *command)
        assert (status, err.count("\n")) == (1, 1)
        assert err.startswith("refused, not_found: ")


async def test_wrong_usage_and_no_server_end_with_2_and_one_line(node: LiveNode) -> None:
    await node.put_up()
    nowhere = f"http://127.0.0.1:{free_port()}"
    wrong = [(url, "150") for url in (nowhere, "x", "", "http://[", "http://127.0.0.1:99999")]
    wrong += [(node.url, amount) for amount in ("1,50", "1.505", "1e1", "\udcff")]
    for url, amount in wrong:
        status, out, err = await run(url, "bid", "lamp", amount, "--token", node.token())
        assert (status, out) == (2, "")
        assert err.count("\n") == 1
        assert "Traceback" not in err


async def test_a_watch_prints_another_clients_bid_and_ends_at_the_close(node: LiveNode) -> None:
    await node.put_up()
    async with running(node.url, "watch", "lamp", "--json") as watch:
        first = json.loads(await line(watch))
        assert (first["status"], first["bids"]) == ("open", [])
        assert (await run(node.url, "bid", "lamp", "1.50", "--name", "Zoe"))[0] == 0
        second = json.loads(await line(watch))
        assert [bid["amount"] for bid in second["bids"]] == [150]
        assert second["price"] == 150
        await node.command("lamp", "close")
        out, err = await watch.communicate()
    last = json.loads(out.decode().splitlines()[-1])
    assert (last["status"], last["winners"][0]["amount"], last["bids"]) == ("sold", 150, [])
    assert (watch.returncode, err) == (0, b"")


async def test_a_watch_in_words_prints_one_line_per_change(node: LiveNode) -> None:
    await node.put_up()
    async with running(node.url, "watch", "lamp") as watch:
        assert (await line(watch)).endswith("open       1.00 EUR, next bid 1.00 EUR or more\n")
        await node.bid(150)
        assert "bid        1.50 EUR by Ann#" in await line(watch)
        await node.command("lamp", "close")
        assert "sold       1.50 EUR to Ann#" in await line(watch)
        assert await watch.wait() == 0


async def test_an_interrupted_watch_ends_without_a_traceback(node: LiveNode) -> None:
    await node.put_up()
    async with running(node.url, "watch", "lamp") as watch:
        await line(watch)
        watch.send_signal(signal.SIGINT)
        _, err = await watch.communicate()
    assert (watch.returncode, err) == (130, b"")
