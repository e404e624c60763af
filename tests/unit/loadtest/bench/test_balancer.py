"""The balancer's configuration for a bench: the deployed one at other addresses."""

import shutil

import pytest

from loadtest.bench.balancer import DEPLOYED, haproxy, on_loopback
from loadtest.launch import LaunchError

NODES = ["http://127.0.0.1:9001", "http://127.0.0.1:9002", "http://127.0.0.1:9003"]


def test_it_listens_on_loopback_and_its_servers_are_the_bench_s() -> None:
    lines = on_loopback(DEPLOYED.read_text(), "http://127.0.0.1:9000", NODES).splitlines()
    assert [line for line in lines if " bind " in line] == ["    bind 127.0.0.1:9000"]
    servers = [line.strip() for line in lines if line.strip().startswith("server ")]
    assert servers == [f"server node{n} 127.0.0.1:900{n} cookie node{n}" for n in (1, 2, 3)]


def test_nodes_are_checked_at_their_own_addresses_or_at_given_ports() -> None:
    url, checked = "http://127.0.0.1:9000", "server node2 127.0.0.1:9002 cookie node2 port 9102"
    assert " port " not in on_loopback(DEPLOYED.read_text(), url, NODES)
    assert checked in on_loopback(DEPLOYED.read_text(), url, NODES, [9101, 9102, 9103])


def test_every_other_rule_is_the_deployed_one() -> None:
    """Only addresses, and the way names are resolved, are changed."""
    deployed = DEPLOYED.read_text().splitlines()
    lines = on_loopback(DEPLOYED.read_text(), "http://127.0.0.1:9000", NODES).splitlines()
    names = ("bind ", "server ", "default-server ", "resolvers ", "parse-resolv-conf", "hold ")

    def rules(text: list[str]) -> list[str]:
        stripped = [line.strip() for line in text]
        return [line for line in stripped if line and not line.startswith(names)]

    assert rules(lines) == rules(deployed)
    assert not any(line.startswith("resolvers") for line in lines)
    checks = [line.strip() for line in lines if "default-server" in line]
    assert checks == ["default-server check inter 1s fastinter 500ms fall 2 rise 2"]


def test_a_configuration_of_another_form_is_refused() -> None:
    with pytest.raises(LaunchError, match="one `bind` line"):
        on_loopback("global\n", "http://127.0.0.1:9000", NODES)


def test_without_haproxy_one_line_names_the_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name, path=None: None)
    with pytest.raises(LaunchError, match="apt-get install haproxy") as refused:
        haproxy()
    assert "\n" not in str(refused.value)
