"""A deployment that grows: items, sockets, history and archive, within a limit of time."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from loadtest.bench.growth.deployment import Deployment, deployed
from loadtest.bench.growth.growing import grown, renew
from loadtest.bench.growth.measure import first_page_ms, idle_us_per_s, sample
from loadtest.bench.growth.plan import Axis, Grows
from loadtest.bench.measure import Bench
from loadtest.bench.place import two_cores
from loadtest.sale import read_items
from tests.nodes import SECRET

pytestmark = pytest.mark.timeout(300)
LOAD = ("--bidders", "2", "--sockets", "2", "--ramp", "0")


def axis(grows: Grows, value: int) -> Axis:
    return Axis(grows, (value,), 1, LOAD)


@pytest.fixture
async def deployment(tmp_path: Path) -> AsyncIterator[Deployment]:
    """Return a deployment whose value the test sets."""
    template = tmp_path / "template"
    template.mkdir()
    bench = Bench(two_cores(), template, SECRET, 1)
    async with deployed(bench, axis(Grows.ITEMS, 1), 1) as each:
        yield each


async def test_a_deployment_grows_along_every_axis_and_is_measured(deployment: Deployment) -> None:
    for grows, value in (
        (Grows.HISTORY, 30), (Grows.ITEMS, 4), (Grows.SOCKETS, 20), (Grows.ARCHIVE, 100_000),
    ):  # fmt: skip
        deployment.asked = deployment.value = value
        async with grown(deployment, axis(grows, value), 5):
            assert deployment.value >= value
            await _is_grown(deployment, grows)
    row = await sample(deployment, axis(Grows.ARCHIVE, 100_000), 0.5)
    costs = ("node_us", "redis_us", "commands", "redis_bytes", "wal_bytes", "page_ms")
    assert all(row[name] for name in costs), row
    assert await first_page_ms(deployment) > 0
    assert len(await idle_us_per_s([deployment], 0.1)) == 1


async def _is_grown(deployment: Deployment, grows: Grows) -> None:
    url, database = deployment.service.url, deployment.stores.database
    match grows:
        case Grows.HISTORY:
            await renew(deployment, axis(grows, 30), 1, 5)
            [first, second] = await read_items(url, ["growth-1", "growth-1-1"])
            assert first["bid_count"] >= 30
            assert second["bid_count"] >= 30
        case Grows.ITEMS:
            items = await read_items(url, [f"beside-0-{number}" for number in (1, 2, 3)])
            assert {item["status"] for item in items} == {"open"}
        case Grows.SOCKETS:
            assert deployment.node_bytes() > 0
        case _:
            for table in ("events", "bids"):
                query = f"SELECT count(*) FROM {table} WHERE item_id LIKE 'old-%'"
                assert await database.fetchval(query) == deployment.value
