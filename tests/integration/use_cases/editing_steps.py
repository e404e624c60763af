"""Steps of tests that edit items and sales over HTTP."""

from typing import Any

from tests.nodes import LiveNode


async def send(
    node: LiveNode, method: str, path: str, body: object = None, token: str | None = None
) -> tuple[int, Any]:
    """Send a request, by default as the auctioneer; return status and body."""
    headers = {"Authorization": f"Bearer {token or node.auctioneer}"}
    url = node.url + path
    async with node.http.request(method, url, json=body, headers=headers) as response:
        return response.status, await response.json()


async def amend(node: LiveNode, item_id: str = "lamp", **patch: Any) -> tuple[int, Any]:
    """Change an item."""
    return await send(node, "PATCH", f"/items/{item_id}", patch)


def wrong_fields(answer: tuple[int, Any]) -> list[str]:
    """Return the fields that a refusal names."""
    status, problem = answer
    assert (status, problem["code"]) == (422, "invalid")
    return [error["field"] for error in problem["errors"]]
