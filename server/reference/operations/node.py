"""The operations of the node itself: its health, its metrics and its documents."""

from http import HTTPStatus

from server.reference.operations.operation import Operation
from server.wire.views import AliveAnswer, ReadyAnswer

_HEALTH = (
    Operation(
        method="GET",
        path="/healthz",
        name="alive",
        group="The node",
        summary="Answer that the process is alive.",
        answers=AliveAnswer,
    ),
    Operation(
        method="GET",
        path="/readyz",
        name="ready",
        group="The node",
        summary="Answer whether bids are taken, with the state of each dependency.",
        answers=ReadyAnswer,
        not_ready=HTTPStatus.SERVICE_UNAVAILABLE,
    ),
)
_NOT_JSON = (
    (
        "/metrics",
        "metrics",
        "Show the node's metrics in the text format of Prometheus.",
        "text/plain",
    ),
    ("/openapi.json", "openapi", "Describe the HTTP face: this document.", "application/json"),
    ("/asyncapi.json", "asyncapi", "Describe the Socket.IO face.", "application/json"),
    ("/docs", "docs", "Show both as a page.", "text/html"),
    ("/", "page", "Show the web client.", "text/html"),
    ("/console", "console", "Show the page of those who run sales.", "text/html"),
)
NODE = (
    *_HEALTH,
    *(
        Operation(
            method="GET",
            path=path,
            name=name,
            group="The node",
            summary=summary,
            answers=media_type,
        )
        for path, name, summary, media_type in _NOT_JSON
    ),
)
