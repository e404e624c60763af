"""A bid is traced from its arrival to the archive, on every node, by a collector of OpenTelemetry."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from server.node.traces import OF_OPENTELEMETRY, open_traces
from server.settings import Settings
from server.tracing.spans import context_of_bid
from tests.archive_rows import BIDS, archived
from tests.nodes import StoreUrls, connected, free_port, heard, node_here
from tests.timeouts import WAIT_MAX_S


class Collector:
    """Takes the spans that nodes send by OTLP."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.services: set[str] = set()

    async def take(self, request: web.Request) -> web.Response:
        """Take a batch of spans."""
        sent = ExportTraceServiceRequest.FromString(await request.read())
        for resource in sent.resource_spans:
            for attribute in resource.resource.attributes:
                if attribute.key == "service.name":
                    self.services.add(attribute.value.string_value)
            self.spans += [span for scope in resource.scope_spans for span in scope.spans]
        return web.Response(content_type="application/x-protobuf")


@asynccontextmanager
async def collecting() -> AsyncIterator[tuple[Collector, str]]:
    """Run a collector while inside; yields it with its address."""
    collector, app, port = Collector(), web.Application(), free_port()
    app.router.add_post("/v1/traces", collector.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield collector, f"http://127.0.0.1:{port}/v1/traces"
    finally:
        await runner.cleanup()


def attributes(span: Any) -> dict[str, Any]:
    """Return the attributes of a span that are texts or numbers."""
    return {
        each.key.removeprefix("auction."): each.value.string_value or each.value.int_value
        for each in span.attributes
    }


async def test_a_bid_is_one_trace_from_its_frame_to_the_archive_over_two_nodes(
    stores: StoreUrls,
) -> None:
    async with collecting() as (collector, url):
        traced = {"traces_url": url, "traces_share": 1.0}
        async with (
            node_here(stores, node="one", **traced) as one,
            node_here(stores, node="two", **traced) as two,
            connected(two) as watcher,
        ):
            await one.put_up()
            await watcher.call("watch", {"item_id": "lamp"})
            async with connected(one, one.token()) as bidder:
                bid = {"bid_id": "b1", "item_id": "lamp", "amount": 150}
                assert (await bidder.call("bid", bid))["ok"]
            while (await heard(watcher))[0] != "new_bid":
                pass  # the opening may be sent to the room a moment later
            await archived(stores, BIDS, 1)
            async with asyncio.timeout(WAIT_MAX_S):
                while not one.here or not two.here or not archived_by(one, two):
                    await asyncio.sleep(0.01)
    context = context_of_bid("lamp", "b1")
    spans = [
        each for each in collector.spans if each.trace_id == context.trace_id.to_bytes(16, "big")
    ]
    by_name = {each.name: each for each in spans}
    assert {"bid", "wait", "round", "redis acquire", "broadcast", "archive"} <= by_name.keys()
    bid_span = by_name["bid"]
    assert bid_span.span_id == context.span_id.to_bytes(8, "big")
    assert (attributes(bid_span)["code"], attributes(bid_span)["node"]) == ("ok", "one")
    for name in ("wait", "round", "broadcast", "archive"):
        assert by_name[name].parent_span_id == bid_span.span_id, name
    assert by_name["redis acquire"].parent_span_id == by_name["round"].span_id
    assert by_name["wait"].start_time_unix_nano == pytest.approx(
        bid_span.start_time_unix_nano, abs=10**7
    )
    assert {attributes(each)["node"] for each in spans if each.name == "broadcast"} == {"two"}
    (link,) = by_name["archive"].links
    batches = {each.span_id: each for each in collector.spans if each.name == "archive batch"}
    assert bid_span.span_id in {each.span_id for each in batches[link.span_id].links}
    assert collector.services == {"auction"}


def archived_by(*nodes: Any) -> bool:
    """Return whether the node that archived the bid has counted it, and so recorded its span."""
    written: int = sum(node.here.core.queue.counters.written for node in nodes)
    return written >= 3


async def test_open_telemetry_s_own_variable_turns_traces_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in OF_OPENTELEMETRY:
        monkeypatch.delenv(name, raising=False)
    async with open_traces(Settings()) as traces:
        assert traces is None
    async with collecting() as (collector, url):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url.removesuffix("/v1/traces"))
        monkeypatch.setenv("OTEL_SERVICE_NAME", "saleroom")
        async with open_traces(Settings(traces_share=1.0)) as traces:
            assert traces is not None
            traces.bid(("lamp", "b1"), 0.0, 1.0, code="ok", seq=1)
        assert [each.name for each in collector.spans] == ["bid"]
        assert collector.services == {"saleroom"}
