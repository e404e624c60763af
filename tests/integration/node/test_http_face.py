"""The HTTP face of a node keeps the limits, the origins and the headers that its settings ask for."""

import resource
from http import HTTPStatus

import pytest

from server.node.http_face import connections_max
from tests.nodes import LiveNode, StoreUrls, node_here

SHOP = "https://shop.example"


@pytest.mark.usefixtures("rate_clock")
async def test_requests_are_limited_by_user_by_address_and_by_registration(
    stores: StoreUrls,
) -> None:
    limits = {"address_requests_per_s": 20, "user_requests_per_s": 2, "registrations_per_s": 1}
    async with node_here(stores, **limits) as node:
        token = node.token()
        posts = [await node.post("/bid", {}, token) for _ in range(5)]
        assert [status for status, _ in posts] == [HTTPStatus.UNPROCESSABLE_ENTITY] * 4 + [429]
        assert posts[-1][1]["code"] == "rate_limited"
        assert posts[-1][1]["retry_after_ms"] > 0
        users = [(await node.post("/users", {"name": "Ann"}))[0] for _ in range(3)]
        assert users == [HTTPStatus.CREATED, HTTPStatus.CREATED, HTTPStatus.TOO_MANY_REQUESTS]
        statuses = [(await node.get("/healthz"))[0] for _ in range(60)]
        assert statuses[-1] == HTTPStatus.TOO_MANY_REQUESTS
        async with node.http.get(node.url + "/healthz") as response:
            assert int(response.headers["Retry-After"]) >= 1


@pytest.mark.usefixtures("rate_clock")
async def test_rate_limits_can_be_turned_off(stores: StoreUrls) -> None:
    async with node_here(stores, rate_limits="off", address_requests_per_s=1) as node:
        assert {(await node.get("/healthz"))[0] for _ in range(10)} == {HTTPStatus.OK}


async def test_a_sockets_handshake_and_a_request_obey_one_rule_of_origins(
    stores: StoreUrls,
) -> None:
    polling = "/socket.io/?EIO=4&transport=polling"
    for allowed, origin, may in (
        ([SHOP], SHOP, True),
        ([SHOP], "own", True),
        ([SHOP], "https://evil.example", False),
        ([], SHOP, False),
        ([], "own", True),
        (["*"], "https://evil.example", True),
    ):
        async with node_here(stores, allowed_origins=allowed) as node:
            headers = {"Origin": node.url if origin == "own" else origin}
            async with node.http.get(node.url + polling, headers=headers) as opened:
                assert (opened.status == HTTPStatus.OK) == may
                assert ("Access-Control-Allow-Origin" in opened.headers) == may
            users = node.http.post(f"{node.url}/users", json={"name": "Ann"}, headers=headers)
            async with users as created:
                assert (created.status == HTTPStatus.CREATED) == may
                assert ("Access-Control-Allow-Origin" in created.headers) == may


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/bid", "OPTIONS, POST"),
        ("/users", "OPTIONS, POST"),
        ("/auctions", "GET, HEAD, OPTIONS, POST"),
        ("/auctions/sale/bidders/ann", "OPTIONS, PUT"),
        ("/items/lamp", "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("/webhooks/one", "DELETE, OPTIONS, PATCH"),
        ("/items/lamp/open", "OPTIONS, POST"),
    ],
)
async def test_every_route_answers_a_preflight(stores: StoreUrls, path: str, methods: str) -> None:
    async with node_here(stores, allowed_origins=[SHOP]) as node:
        headers = {"Origin": SHOP, "Access-Control-Request-Method": "POST"}
        async with node.http.options(node.url + path, headers=headers) as response:
            assert response.status == HTTPStatus.NO_CONTENT
            assert response.headers["Access-Control-Allow-Methods"] == methods
            assert response.headers["Access-Control-Allow-Origin"] == SHOP
            allowed = response.headers["Access-Control-Allow-Headers"]
            assert allowed == "Authorization, Content-Type, If-None-Match"


@pytest.mark.parametrize(
    ("path", "caching"),
    [
        ("/items/lamp", "no-store"),
        ("/auctions", "no-store"),
        ("/nowhere", "no-store"),
        ("/healthz", "no-store"),
        ("/metrics", "no-store"),
        ("/docs", "no-cache"),
        ("/openapi.json", "no-cache"),
        ("/socket.io/?EIO=4&transport=polling", "no-store"),
    ],
)
async def test_every_response_says_how_it_is_cached_and_names_no_version(
    node: LiveNode, path: str, caching: str
) -> None:
    async with node.http.get(node.url + path) as response:
        assert response.headers["Cache-Control"] == caching
        assert response.headers["Server"] == "auction"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]


async def test_http_connections_take_at_most_half_of_the_files() -> None:
    files_max, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert connections_max(10) == 10
    if files_max != resource.RLIM_INFINITY:
        assert connections_max(10 * files_max) == files_max // 2
