"""The health of a node on real stores."""

from http import HTTPStatus

from tests.nodes import LiveNode


async def test_health_names_each_dependency(node: LiveNode) -> None:
    assert await node.get("/healthz") == (HTTPStatus.OK, {"alive": True})
    status, body = await node.get("/readyz")
    assert (status, body["ready"]) == (HTTPStatus.OK, True)
    assert body["dependencies"] == {"redis": "ok", "postgres": "ok", "rooms": "ok"}
