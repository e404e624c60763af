"""The exit statuses and failures of the command line against a live node."""

from tests.integration.clients.commands import run
from tests.nodes import LiveNode, free_port


async def test_an_item_that_does_not_exist_ends_with_1(node: LiveNode) -> None:
    for command in (["bid", "nothing", "1.50"], ["watch", "nothing"]):
        status, _, err = await run(node.url, *command)
        assert (status, err.count("\n")) == (1, 1)
        assert err.startswith("refused, not_found: ")


async def test_wrong_usage_and_no_server_end_with_2_and_one_line(node: LiveNode) -> None:
    await node.put_up()
    nowhere = f"http://127.0.0.1:{free_port()}"
    wrong = [(url, "1.50") for url in (nowhere, "x", "", "http://[", "http://127.0.0.1:99999")]
    wrong += [(node.url, amount) for amount in ("1,50", "1.505", "1e1", "0", "\udcff")]
    for url, amount in wrong:
        status, out, err = await run(url, "bid", "lamp", amount, "--token", node.token())
        assert (status, out) == (2, "")
        assert err.count("\n") == 1
        assert "Traceback" not in err
