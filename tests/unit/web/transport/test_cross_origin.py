"""Pages of allowed origins may read responses, with cookies; others get no header."""

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from server.edge.origins import Origins
from server.web.transport.cross_origin import CrossOrigin, options

SHOP = "https://shop.example"


def permitted(allowed: list[str], origin: str | None, **headers: str) -> web.Response:
    response = web.Response(headers=headers)
    page = {"Host": "auction.example"} | ({"Origin": origin} if origin else {})
    CrossOrigin(Origins(allowed)).permit(make_mocked_request("GET", "/", headers=page), response)
    return response


@pytest.mark.parametrize("allowed", [[SHOP], ["*"]])
def test_an_allowed_page_may_read_the_response_with_its_cookies(allowed: list[str]) -> None:
    headers = permitted(allowed, SHOP).headers
    assert headers["Access-Control-Allow-Origin"] == SHOP
    assert headers["Access-Control-Allow-Credentials"] == "true"
    assert headers["Access-Control-Expose-Headers"] == "ETag, Retry-After, X-Request-Id"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
def test_another_page_may_not(origin: str | None) -> None:
    assert "Access-Control-Allow-Origin" not in permitted([SHOP], origin).headers


def test_a_response_differs_by_origin_where_foreign_pages_may_read_it() -> None:
    assert permitted([SHOP], None).headers["Vary"] == "Origin"
    assert (
        permitted([SHOP], None, Vary="Accept-Encoding").headers["Vary"] == "Accept-Encoding, Origin"
    )
    assert "Vary" not in permitted([], SHOP).headers


def test_the_headers_of_engine_io_stay() -> None:
    response = permitted([SHOP], SHOP, **{"Access-Control-Allow-Origin": "kept"})
    assert response.headers.getall("Access-Control-Allow-Origin") == ["kept"]


def test_a_preflight_names_the_methods_of_its_route() -> None:
    response = options(web.HTTPMethodNotAllowed("OPTIONS", ["PUT"]))
    assert response.status == 204
    assert response.headers["Allow"] == "OPTIONS, PUT"
    assert response.headers["Access-Control-Allow-Methods"] == "OPTIONS, PUT"
    allowed = response.headers["Access-Control-Allow-Headers"]
    assert allowed == "Authorization, Content-Type, If-None-Match"
