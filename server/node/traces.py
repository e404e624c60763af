"""The export of traces by OpenTelemetry, if it is configured.

The SDK sends spans in batches from a thread of its own. Its queue is bounded, and drops spans when a
collector is away.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from server.settings import Settings, SettingsError
from server.tracing.spans import Span, SpanContext
from server.tracing.traces import Traces

if TYPE_CHECKING:
    from opentelemetry import trace
    from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor

OF_OPENTELEMETRY = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
"""OpenTelemetry's own variables that name a collector. Its library reads these and others itself."""
QUEUE_MAX = 4_096
BATCH_MAX = 512


@asynccontextmanager
async def open_traces(settings: Settings) -> AsyncIterator[Traces | None]:
    """Yield traces that are exported while inside, None if none are configured; raises SettingsError."""
    if settings.traces_url is None and not any(map(os.environ.get, OF_OPENTELEMETRY)):
        yield None
        return
    processor = _processor(settings.traces_url)
    exporting = Exporting(processor)
    try:
        yield Traces(settings.traces_share, exporting.export, node=settings.node)
    finally:
        await asyncio.to_thread(processor.shutdown)


def _processor(url: str | None) -> "SpanProcessor":
    """Return the exporter of OpenTelemetry to a URL, or to the one that its own variables name."""
    try:
        # The extra may be missing, and loading it takes a tenth of a second.
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as error:
        raise SettingsError(f"AUCTION_TRACES_URL: needs the extra `traces`: {error}") from None
    exporter = OTLPSpanExporter(endpoint=url, timeout=5)
    return BatchSpanProcessor(exporter, max_queue_size=QUEUE_MAX, max_export_batch_size=BATCH_MAX)


class Exporting:
    """Hands spans to a processor of OpenTelemetry."""

    def __init__(self, processor: "SpanProcessor") -> None:
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource  # noqa: PLC0415

        self._processor = processor
        # `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` win.
        own = Resource({SERVICE_NAME: "auction"})
        detected = Resource.create()
        named = detected.attributes.get(SERVICE_NAME)
        unnamed = not isinstance(named, str) or named.startswith("unknown_service")
        self._resource = detected.merge(own) if unnamed else detected

    def export(self, span: Span) -> None:
        """Queue a span for export; never waits, and drops it when the queue is full."""
        self._processor.on_end(self._readable(span))

    def _readable(self, span: Span) -> "ReadableSpan":
        from opentelemetry.sdk.trace import ReadableSpan  # noqa: PLC0415
        from opentelemetry.trace import Link, SpanKind, Status, StatusCode  # noqa: PLC0415

        return ReadableSpan(
            name=span.name,
            context=_opentelemetry_context(span.context),
            parent=None if span.parent is None else _opentelemetry_context(span.parent),
            resource=self._resource,
            attributes=dict(span.attributes),
            links=[Link(_opentelemetry_context(context)) for context in span.links],
            kind=SpanKind.SERVER if span.parent is None else SpanKind.INTERNAL,
            status=Status(StatusCode.ERROR if span.failed else StatusCode.UNSET),
            start_time=span.start_ns,
            end_time=span.end_ns,
        )


def _opentelemetry_context(context: SpanContext) -> "trace.SpanContext":
    from opentelemetry import trace  # noqa: PLC0415

    sampled = trace.TraceFlags(trace.TraceFlags.SAMPLED)
    return trace.SpanContext(
        context.trace_id, context.span_id, is_remote=False, trace_flags=sampled
    )
