"""Sales as files over HTTP: imports and exports of a live node."""

import asyncio
import json
from collections.abc import AsyncIterator
from http import HTTPStatus
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from server.domain.rejection import Code
from server.domain.types import Role
from server.use_cases.catalogue.exporting import Exporting
from server.web.catalogue import files
from server.web.transport import connections
from server.wire.errors import Refused
from tests.nodes import LiveNode

CSV, JSON = "text/csv", "application/json"
LOTS = "lot;title;start_price;ends_at\r\n2;Vase;10;\r\n1;=Lamp;12.50;2100-01-01T12:00:00Z\r\n"


async def send(
    node: LiveNode,
    body: str | bytes,
    content_type: str = CSV,
    query: str = "",
    token: str | None = None,
) -> tuple[int, Any]:
    """Import a file into the sale as its auctioneer."""
    headers = {"Authorization": f"Bearer {token or node.auctioneer}", "Content-Type": content_type}
    url = f"{node.url}/auctions/sale/import{query}"
    data = BytesIO(body.encode() if isinstance(body, str) else body)
    async with node.http.post(url, data=data, headers=headers) as response:
        return response.status, await response.json()


async def export(node: LiveNode, query: str = "") -> tuple[int, bytes, str]:
    """Export the sale; return status, body and content type."""
    headers = {"Authorization": f"Bearer {node.auctioneer}"}
    url = f"{node.url}/auctions/sale/export{query}"
    async with node.http.get(url, headers=headers) as response:
        return response.status, await response.read(), response.headers["Content-Type"]


@pytest.fixture
async def sale(node: LiveNode) -> LiveNode:
    """A node with an empty sale."""
    await node.post("/auctions", {"auction_id": "sale", "title": "A sale"}, node.auctioneer)
    return node


async def items(node: LiveNode) -> list[tuple[str, str, int]]:
    _, shown = await node.get("/auctions/sale")
    return [(each["lot"], each["title"], each["start_price"]) for each in shown["items"]]


async def test_a_file_is_rehearsed_put_up_once_and_exported_in_both_forms(sale: LiveNode) -> None:
    nothing = {"rows": 2, "fault_count": 0, "faults": []}
    rehearsed = await send(sale, LOTS, query="?dry_run=true")
    assert rehearsed == (200, {**nothing, "dry_run": True, "created": 2, "existing": 0})
    assert await items(sale) == []
    for created in (2, 0):
        result = {**nothing, "dry_run": False, "created": created, "existing": 2 - created}
        assert await send(sale, LOTS) == (200, result)
    put_up = sorted(await items(sale))
    assert put_up == [("1", "=Lamp", 1250), ("2", "Vase", 1000)]
    for query, content_type in (
        ("", f"{CSV}; charset=utf-8"),
        ("?delimiter=semicolon", f"{CSV}; charset=utf-8"),
        ("?format=json", JSON),
    ):
        status, exported, described = await export(sale, query)
        assert (status, described) == (HTTPStatus.OK, content_type)
        answer = (await send(sale, exported, described.partition(";")[0]))[1]
        assert (answer.get("existing"), answer.get("fault_count")) == (2, 0), answer
    in_json = json.loads((await export(sale, "?format=json"))[1])["items"]
    assert [each["lot"] for each in in_json] == ["1", "2"]


async def test_an_import_with_a_fault_puts_nothing_up(sale: LiveNode) -> None:
    body = LOTS + "3;;x;\r\n2;Again;1;\r\n"
    status, answer = await send(sale, body, query="?dry_run=true")
    assert status == HTTPStatus.OK
    assert [(each["row"], each["field"]) for each in answer["faults"]] == [
        (4, "start_price"),
        (4, "title"),
        (5, "lot"),
    ]
    status, problem = await send(sale, body)
    assert (status, problem["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid")
    assert problem["errors"][0]["field"] == "4.start_price"
    assert await items(sale) == []


async def test_items_that_exist_otherwise_are_named_and_stay(sale: LiveNode) -> None:
    await send(sale, LOTS)
    status, answer = await send(sale, LOTS.replace("Vase", "Jug"), query="?dry_run=true")
    assert (status, answer["fault_count"], answer["existing"]) == (HTTPStatus.OK, 1, 1)
    assert "other values of title" in answer["faults"][0]["message"]
    other = "item_id,lot,title,start_price\nmine,2,Cup,1"
    _, answer = await send(sale, other, query="?dry_run=true")
    assert answer["faults"][0]["message"] == "lot 2 is another item's"


async def test_a_file_of_ten_thousand_faults_gets_a_short_answer(sale: LiveNode) -> None:
    body = "lot,title,start_price\n" + "x,,-1\n" * 10_000
    status, answer = await send(sale, body, query="?dry_run=true")
    assert (status, answer["rows"], answer["fault_count"]) == (HTTPStatus.OK, 10_000, 30_000)
    assert len(answer["faults"]) == 100
    assert len(json.dumps(answer)) < 20_000
    _, problem = await send(sale, body)
    assert len(json.dumps(problem)) < 2_048


async def test_a_file_of_another_kind_or_size_is_refused(sale: LiveNode) -> None:
    most = 5 * 1024 * 1024
    for content_type, size, status in (
        ("text/plain", 10, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        ("text/csv; charset=utf-16", 10, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        (CSV, most + 1, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        (CSV, most, HTTPStatus.UNPROCESSABLE_ENTITY),
    ):
        answered, problem = await send(sale, b"x" * size, content_type)
        assert (answered, problem["code"]) == (status, "invalid")


async def test_an_export_that_breaks_off_has_no_end(
    sale: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaking(*_: object) -> AsyncIterator[bytes]:
        yield b"lot,title"
        raise Refused(Code.UNAVAILABLE, "the archive is down")

    monkeypatch.setattr(Exporting, "pieces", breaking)
    with pytest.raises(aiohttp.ClientError):
        await export(sale)
    assert (await sale.get("/healthz"))[0] == HTTPStatus.OK


async def test_a_file_may_arrive_more_slowly_than_other_bodies(
    sale: LiveNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BODY_TIMEOUT_S", 0.1)

    async def slowly() -> AsyncIterator[bytes]:
        for line in LOTS.encode().splitlines(keepends=True):
            yield line
            await asyncio.sleep(0.1)

    headers = {"Authorization": f"Bearer {sale.auctioneer}", "Content-Type": CSV}
    for timeout_s, path, status in (
        (60.0, "/auctions/sale/import", HTTPStatus.OK),
        (0.1, "/auctions/sale/import", HTTPStatus.REQUEST_TIMEOUT),
        (60.0, "/auctions", HTTPStatus.REQUEST_TIMEOUT),
    ):
        monkeypatch.setattr(files, "FILE_TIMEOUT_S", timeout_s)
        async with sale.http.post(sale.url + path, data=slowly(), headers=headers) as response:
            assert response.status == status, (timeout_s, path)


async def test_only_the_sales_auctioneer_imports_and_exports(sale: LiveNode) -> None:
    stranger = sale.token("other", Role.AUCTIONEER)
    assert (await send(sale, LOTS, token=stranger))[0] == HTTPStatus.FORBIDDEN
    assert (await send(sale, LOTS, token=sale.token("ann")))[0] == HTTPStatus.FORBIDDEN
    headers = {"Authorization": f"Bearer {stranger}"}
    url = f"{sale.url}/auctions/sale/export"
    async with sale.http.get(url, headers=headers) as response:
        assert response.status == HTTPStatus.FORBIDDEN
    async with sale.http.get(url) as response:
        assert response.status == HTTPStatus.UNAUTHORIZED
