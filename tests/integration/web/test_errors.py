"""Errors over HTTP are problem documents."""

from http import HTTPStatus

import pytest

from tests.nodes import LiveNode


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"amount": NaN}',
        b'{"bid_id":"\\ud800"}',
        b"[" * 50_000,
    ],
)
async def test_a_body_that_is_no_bid_is_invalid(node: LiveNode, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {node.token()}"}
    async with node.http.post(f"{node.url}/bid", data=body, headers=headers) as response:
        problem = await response.json()
    assert (response.status, problem["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid")
    assert response.content_type == "application/problem+json"


async def test_an_error_of_aiohttp_is_a_problem_document_too(node: LiveNode) -> None:
    status, problem = await node.get("/nowhere")
    assert (status, problem["code"]) == (HTTPStatus.NOT_FOUND, "not_found")
    async with node.http.delete(f"{node.url}/bid") as response:
        assert response.status == HTTPStatus.METHOD_NOT_ALLOWED
        assert response.headers["Allow"] == "POST"
        assert (await response.json())["status"] == HTTPStatus.METHOD_NOT_ALLOWED
    huge = b'"' + b"x" * 100_000 + b'"'
    async with node.http.post(f"{node.url}/users", data=huge) as response:
        assert response.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        assert (await response.json())["code"] == "invalid"
