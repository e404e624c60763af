"""The balancer of a bench."""

import shutil

import pytest

from loadtest.bench.balancer import configuration, haproxy
from loadtest.launch import LaunchError


async def test_its_configuration_is_the_product_s_for_the_bench_s_nodes() -> None:
    nodes = ["http://127.0.0.1:9001", "http://127.0.0.1:9002"]
    lines = (await configuration("http://127.0.0.1:9000", nodes, [9101, 9102])).splitlines()
    assert [line for line in lines if " bind " in line] == ["    bind 127.0.0.1:9000"]
    servers = [line.strip() for line in lines if line.strip().startswith("server ")]
    assert servers == [
        f"server node{n} 127.0.0.1:900{n} cookie node{n} port 910{n}" for n in (1, 2)
    ]


def test_without_haproxy_one_line_names_the_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name, path=None: None)
    with pytest.raises(LaunchError, match="apt-get install haproxy") as refused:
        haproxy()
    assert "\n" not in str(refused.value)
