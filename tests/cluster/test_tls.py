"""A node whose clients, Redis and PostgreSQL all come over TLS, with certificates that are verified."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, urlsplit

import aiohttp
import pytest
from redis import RedisError

from loadtest.bench.balancer import configuration, haproxy
from server.node.redis.client import open_redis
from tests.archive_rows import BIDS, archived
from tests.cluster.balanced import need_haproxy
from tests.cluster.tls import certificate, clients, postgres_with_tls
from tests.nodes import LiveNode, StoreUrls, free_port, node_process
from tests.timeouts import WAIT_MAX_S


@asynccontextmanager
async def tls_in_front(redis: str, node: str, pem: Path) -> AsyncIterator[tuple[int, int]]:
    """Run HAProxy with TLS in front of a Redis and of a node; yields its ports for both."""
    public, store = free_port(), free_port()
    url = f"http://127.0.0.1:{public}"
    shipped = await configuration(url, [node])
    bind = f"bind 127.0.0.1:{public}"
    assert bind in shipped
    parts = urlsplit(redis)
    server = f"unix@{parts.path}" if parts.scheme == "unix" else f"{parts.hostname}:{parts.port}"
    listen = f"""
listen redis
    mode tcp
    option tcplog
    bind 127.0.0.1:{store} ssl crt {pem}
    server redis {server}
"""
    file = pem.with_name("balancer.cfg")
    file.write_text(shipped.replace(bind, f"{bind} ssl crt {pem}") + listen)
    process = await asyncio.create_subprocess_exec(
        *(haproxy(), "-db", "-f", str(file)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield public, store
    finally:
        process.terminate()
        await process.wait()


def with_tls(stores: StoreUrls, redis_port: int, database_port: int, pem: Path) -> StoreUrls:
    """Return the addresses of the stores over TLS, as an operator writes them."""
    ca = quote(str(pem), safe="")
    parts = urlsplit(stores.database)
    owner = parts.netloc.rpartition("@")[0] or "postgres"
    return StoreUrls(
        f"rediss://127.0.0.1:{redis_port}/0?ssl_ca_certs={ca}",
        f"postgresql://{owner}@127.0.0.1:{database_port}{parts.path}"
        f"?sslmode=verify-full&sslrootcert={ca}",
    )


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    return certificate(tmp_path)


async def test_clients_redis_and_postgresql_come_over_tls(stores: StoreUrls, pem: Path) -> None:
    need_haproxy()
    port = free_port()
    async with (
        tls_in_front(stores.redis, f"http://127.0.0.1:{port}", pem) as (public, redis_port),
        postgres_with_tls(stores.database, pem) as database_port,
    ):
        secure = with_tls(stores, redis_port, database_port, pem)
        environment = {"AUCTION_TRUSTED_PROXIES": "1", "AUCTION_NODE": "node1"}
        async with (
            node_process(secure, None, port, **environment) as running,
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=clients(pem))) as http,
        ):
            url = f"https://127.0.0.1:{public}"
            await answering(http, url)
            node = LiveNode(url, stores, http)
            await node.put_up()
            assert (await node.bid(150))[0] == HTTPStatus.OK
            socket = f"{url}/socket.io/?EIO=4&transport=websocket"
            async with http.ws_connect(socket, headers={"Origin": url}) as websocket:
                assert (await websocket.receive_str()).startswith("0{")
                await websocket.send_str("40")
                assert (await websocket.receive_str()).startswith("40{")
            await archived(stores, BIDS, 1)
            status, _ = await running.node.get("/readyz")
            assert status == HTTPStatus.OK
            async with open_redis(secure.redis.partition("?")[0], timeout_ms=5_000) as untrusting:
                with pytest.raises(RedisError, match="CERTIFICATE_VERIFY_FAILED"):
                    await untrusting.ping()


async def answering(http: aiohttp.ClientSession, url: str) -> None:
    """Wait until a node answers behind the balancer."""
    async with asyncio.timeout(WAIT_MAX_S):
        while True:
            async with http.get(f"{url}/healthz") as response:
                if response.status == HTTPStatus.OK:
                    return
            await asyncio.sleep(0.05)
