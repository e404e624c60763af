"""A node is ready while its needed dependencies are up, and names the state of each in plain words."""

import asyncio
from typing import Any

import pytest
from redis import RedisError

from server.bidding.archive import ArchiveUnavailable
from server.bidding.hot_state.scripts import HotStateReadOnly, HotStateUntrusted
from server.tasks import TasksFailingError
from server.web.health import CHECK_TIMEOUT_S, SHARED_S, Dependency, Health
from server.wire.views import DurabilityView
from tests.unit.web.requests import body_of, request
from tests.virtual_time import in_virtual_time


def dependency(name: str, error: Exception | None = None) -> Dependency:
    async def check() -> None:
        if error is not None:
            raise error

    return Dependency(check, f"no reply from {name}")


async def readiness(health: Health) -> tuple[int, Any]:
    response = await health.ready(request())
    return response.status, body_of(response)


def always() -> DurabilityView:
    return {"appendfsync": "always", "replicated": False}


def health(redis: Exception | None = None, postgres: Exception | None = None) -> Health:
    return Health(
        needed={"redis": dependency("Redis", redis)},
        useful={"postgres": dependency("PostgreSQL", postgres)},
        durability=always,
    )


async def test_a_node_whose_dependencies_are_up_is_ready_until_it_stops() -> None:
    healthy = health()
    dependencies = {"redis": "ok", "postgres": "ok"}
    ready = {
        "ready": True,
        "stopping": False,
        "dependencies": dependencies,
        "durability": always(),
    }
    assert await readiness(healthy) == (200, ready)
    healthy.stop()
    assert await readiness(healthy) == (503, ready | {"ready": False, "stopping": True})
    assert body_of(await healthy.alive(request())) == {"alive": True}


async def test_a_node_without_a_useful_dependency_is_ready() -> None:
    status, body = await readiness(health(postgres=ArchiveUnavailable("OSError()")))
    assert (status, body["ready"]) == (200, True)
    assert body["dependencies"]["postgres"] == "down: no reply from PostgreSQL"


async def test_a_dependency_in_lasting_trouble_is_down_although_it_answers() -> None:
    troubles = ["valkey keeps dying: the disk is full"]
    redis = dependency("Redis")._replace(trouble=lambda: troubles[-1] if troubles else None)
    status, body = await readiness(Health(needed={"redis": redis}, useful={}, durability=always))
    assert (status, body["dependencies"]) == (503, {"redis": f"down: {troubles[0]}"})
    troubles.clear()
    assert (await readiness(Health(needed={"redis": redis}, useful={}, durability=always)))[
        0
    ] == 200


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (RedisError("refused"), "down: no reply from Redis"),
        (
            HotStateReadOnly("Redis has reached its maxmemory"),
            "down: Redis has reached its maxmemory",
        ),
        (HotStateUntrusted("UNTRUSTED"), "down: the hot state is being restored"),
        (
            TasksFailingError("fails again and again: sessions"),
            "down: fails again and again: sessions",
        ),
    ],
)
async def test_a_node_without_a_needed_dependency_is_not_ready(
    error: Exception, state: str
) -> None:
    status, body = await readiness(health(redis=error))
    assert (status, body["ready"], body["dependencies"]["redis"]) == (503, False, state)


@in_virtual_time
async def test_a_dependency_that_does_not_answer_in_time_is_down() -> None:
    silent = Dependency(asyncio.Event().wait, "no reply from Redis")  # type: ignore[arg-type]
    began = asyncio.get_running_loop().time()
    _, body = await readiness(Health({"redis": silent}, {}, durability=always))
    assert body["dependencies"] == {"redis": "down: no reply from Redis"}
    assert asyncio.get_running_loop().time() - began == CHECK_TIMEOUT_S


@in_virtual_time
async def test_requests_that_come_close_together_share_one_check() -> None:
    checks = []

    async def check() -> None:
        checks.append(asyncio.get_running_loop().time())
        await asyncio.sleep(0.01)

    health = Health({"redis": Dependency(check, "no reply from Redis")}, {}, durability=always)
    await asyncio.gather(*(readiness(health) for _ in range(50)))
    await readiness(health)
    assert len(checks) == 1
    await asyncio.sleep(SHARED_S)
    await readiness(health)
    assert len(checks) == 2
