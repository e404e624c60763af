"""Webhooks over HTTP: a role is checked before a body is read."""

from http import HTTPStatus

from tests.nodes import LiveNode


async def test_only_those_who_run_sales_have_webhooks(node: LiveNode) -> None:
    for token, status in (
        (None, HTTPStatus.UNAUTHORIZED),
        (node.token("ann"), HTTPStatus.FORBIDDEN),
    ):
        assert (await node.post("/webhooks", {"nonsense": 1}, token))[0] == status
        assert (await node.post("/webhooks/hook/test", None, token))[0] == status
