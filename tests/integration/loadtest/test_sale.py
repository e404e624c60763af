"""The sale that load tests put up."""

import pytest

from loadtest.sale import SaleError, make_token, put_up, read_items, read_sale
from tests.nodes import SECRET, LiveNode, free_port


async def test_items_are_put_up_open_and_come_back_with_their_rules(node: LiveNode) -> None:
    soft_close = {"policy": "reset", "window_ms": 1000}
    token = make_token(SECRET, "house", "auctioneer")
    rules = {"start_price": 500, "increment": [[0, 25]], "soft_close": soft_close}
    items = await put_up(node.url, token, 3, "load", **rules)
    assert [item["item_id"] for item in items] == ["load-1", "load-2", "load-3"]
    assert {item["status"] for item in items} == {"open"}
    assert items[0]["increment"] == [[0, 25]]
    assert items[0]["soft_close"] == soft_close
    assert await node.bid(500, item_id="load-2")
    seen = await read_items(node.url, ["load-2", "load-1"])
    assert [(item["item_id"], item["bid_count"]) for item in seen] == [("load-2", 1), ("load-1", 0)]


async def test_a_sale_that_exists_is_read_as_it_was_put_up(node: LiveNode) -> None:
    items = await put_up(node.url, make_token(SECRET, "house", "auctioneer"), 2, "load")
    assert await node.bid(500, item_id="load-2")
    again = await read_sale(node.url, "load", 2)
    assert [item["bid_count"] for item in again] == [0, 1]
    rules = ("item_id", "increment", "soft_close")
    assert [[item[name] for name in rules] for item in again] == [
        [item[name] for name in rules] for item in items
    ]


async def test_a_refused_item_ends_it_in_one_line(node: LiveNode) -> None:
    token = make_token(SECRET, "house", "auctioneer")
    with pytest.raises(SaleError, match="422") as refused:
        await put_up(node.url, token, 3, "load", start_price=-1)
    assert "\n" not in str(refused.value)


async def test_a_server_that_is_not_there_ends_it_in_one_line() -> None:
    with pytest.raises(SaleError) as gone:
        await read_items(f"http://127.0.0.1:{free_port()}", ["lamp"])
    assert "\n" not in str(gone.value)
