"""The balancer's configuration: the deployed one at other addresses."""

from pathlib import Path

import pytest

from server.cluster.configuration import DEPLOYED, ConfigurationError, Server, configuration

BIND = "127.0.0.1:9000"
NODES = [Server(f"node{n}", f"127.0.0.1:900{n}") for n in (1, 2, 3)]


def test_it_listens_at_the_address_and_its_servers_are_the_nodes() -> None:
    lines = configuration(DEPLOYED.read_text(), BIND, NODES).splitlines()
    assert [line for line in lines if " bind " in line] == [f"    bind {BIND}"]
    servers = [line.strip() for line in lines if line.strip().startswith("server ")]
    assert servers == [f"server node{n} 127.0.0.1:900{n} cookie node{n}" for n in (1, 2, 3)]


def test_nodes_are_checked_at_their_own_addresses_or_at_given_ports() -> None:
    checked = Server("node2", "127.0.0.1:9002", 9102)
    assert " port " not in configuration(DEPLOYED.read_text(), BIND, NODES)
    text = configuration(DEPLOYED.read_text(), BIND, [checked])
    assert "server node2 127.0.0.1:9002 cookie node2 port 9102\n" in text


def test_a_server_may_wait_until_it_is_switched_on() -> None:
    assert Server("n", "a:1", 2, waits=True).line() == "    server n a:1 cookie n port 2 disabled\n"


def test_every_other_rule_is_the_deployed_one() -> None:
    """Only addresses, and the way names are resolved, are changed."""
    deployed = DEPLOYED.read_text().splitlines()
    lines = configuration(DEPLOYED.read_text(), BIND, NODES, commands=Path("/c")).splitlines()
    names = ("bind ", "server ", "default-server ", "resolvers ", "parse-resolv-conf", "hold ")

    def rules(text: list[str]) -> list[str]:
        stripped = [line.strip() for line in text]
        return [line for line in stripped if line and not line.startswith(names)]

    commands = "stats socket /c mode 600 level admin"
    assert [line for line in rules(lines) if line != commands] == rules(deployed)
    assert commands in rules(lines)
    assert not any(line.startswith("resolvers") for line in lines)
    checks = [line.strip() for line in lines if "default-server" in line]
    assert checks == ["default-server check inter 1s fastinter 500ms fall 2 rise 2"]


def test_a_configuration_of_another_form_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="one `bind` line"):
        configuration("global\n", BIND, NODES)
