"""The Authorization header of a request."""

from http import HTTPStatus

import pytest

from tests.nodes import LiveNode


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Bearer nonsense", "nonsense"])
async def test_a_wrong_authorization_is_refused(node: LiveNode, header: str) -> None:
    headers = {"Authorization": header}
    async with node.http.post(f"{node.url}/bid", json={}, headers=headers) as response:
        assert response.status == HTTPStatus.UNAUTHORIZED
        assert (await response.json())["code"] == "unauthenticated"
