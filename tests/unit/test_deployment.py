"""The shipped deployment is bounded: images, privileges, memory, processes and logs of every service."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.settings import Settings
from tests.nodes import ROOT

EXACT = re.compile(r"[a-z/]+:v?\d+\.\d+(\.\d+)?(-[a-z]+)*(@sha256:[0-9a-f]{64})?")
OURS = {"auction-node", "auction-load"}

DRAIN = ("DRAIN_DELAY_S", "DRAIN_S")
ENDS_WITHIN_S = 10
"""How long a node takes at most after its drain (0201)."""

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def bytes_of(size: str) -> int:
    """Return a size as Compose and Valkey write it."""
    number, unit = re.fullmatch(r"(\d+)(m|g)b?", size, re.IGNORECASE).groups()  # type: ignore[union-attr]
    return int(number) * {"m": 2**20, "g": 2**30}[unit.lower()]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_no_privileges_and_bounds_for_all_that_grows(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert bytes_of(service["mem_limit"]) > 0
    assert service["pids_limit"] > 0
    assert {"max-size", "max-file"} <= service["logging"]["options"].keys()


def test_every_image_is_named_by_its_exact_version() -> None:
    images = {service["image"] for service in SERVICES.values()} - OURS
    dockerfile = (ROOT / "Dockerfile").read_text()
    bases = set(re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE))
    assert len(images) == 5
    assert [image for image in images | bases if not EXACT.fullmatch(image)] == []


def test_redis_refuses_writes_long_before_its_container_is_full() -> None:
    redis = SERVICES["redis"]
    options = dict(zip(redis["command"][1::2], redis["command"][2::2], strict=True))
    assert options["--maxmemory-policy"] == "noeviction"
    assert 2 * bytes_of(options["--maxmemory"]) < bytes_of(redis["mem_limit"])


def test_only_the_balancer_can_be_reached_from_other_machines() -> None:
    published = {
        name: port
        for name, service in SERVICES.items()
        for port in service.get("ports", ())
        if not port.startswith("127.0.0.1:")
    }
    assert published == {"balancer": "${AUCTION_PUBLIC_PORT:-8080}:8080"}


@pytest.mark.parametrize("name", SERVICES)
def test_whatever_a_service_names_exists(name: str) -> None:
    service = SERVICES[name]
    assert set(service["networks"]) <= set(COMPOSE["networks"])
    assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"])
    volumes = {volume.split(":")[0] for volume in service.get("volumes", ())}
    assert {volume for volume in volumes if "/" not in volume} <= set(COMPOSE["volumes"])
    for other in service.get("depends_on", ()):
        # A service without a profile can't depend on one that has a profile.
        assert set(SERVICES[other].get("profiles", ())) <= set(service.get("profiles", ()))


def test_a_node_has_the_time_that_its_drain_needs() -> None:
    for name, node in nodes().items():
        drain_s = sum(int(node["environment"][f"AUCTION_{each}"]) for each in DRAIN)
        assert drain_s + ENDS_WITHIN_S <= int(node["stop_grace_period"].rstrip("s")), name


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_writes_to_its_volumes_only(name: str) -> None:
    stores = {"redis", "postgres"}
    assert SERVICES[name].get("read_only", False) is (name not in stores)


def test_no_secret_stands_in_the_environment_of_a_service() -> None:
    secrets = set(COMPOSE["secrets"])
    for name, service in SERVICES.items():
        for value in service.get("environment", {}).values():
            if str(value).startswith("/run/secrets/"):
                assert str(value).removeprefix("/run/secrets/") in service["secrets"], name
        assert set(service.get("secrets", ())) <= secrets
        assert {"AUCTION_SECRET", "POSTGRES_PASSWORD"}.isdisjoint(service.get("environment", ()))


def test_the_secrets_are_made_once_and_fit_what_reads_them(tmp_path: Path) -> None:
    for _ in range(2):
        subprocess.run([ROOT / "deploy/make-secrets", tmp_path / "secrets"], check=True)
    made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    files = {secret["file"] for secret in COMPOSE["secrets"].values()}
    assert files == {f"./secrets/{name}" for name in made}
    settings = Settings(
        secret=made["auction-secret"].strip(), database_url=made["database-url"].strip()
    )
    assert made["postgres-password"].strip() in str(settings.database_url)
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700


def test_prometheus_scrapes_the_operations_port_of_every_node() -> None:
    config = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())
    (scraped,) = config["scrape_configs"]
    (group,) = scraped["static_configs"]
    ports = {
        f"{name}:{each['environment']['AUCTION_OPERATIONS_PORT']}" for name, each in nodes().items()
    }
    assert set(group["targets"]) == ports


def test_every_file_that_a_service_mounts_exists() -> None:
    mounted = [
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", ())
        if volume.startswith("./")
    ]
    assert len(mounted) == 5
    assert [path for path in mounted if not (ROOT / path).exists()] == []


def test_the_balancer_checks_the_nodes_at_their_operations_port() -> None:
    config = (ROOT / "deploy/haproxy.cfg").read_text()
    ports = {service["environment"].get("AUCTION_OPERATIONS_PORT") for service in nodes().values()}
    assert ports == set(re.findall(r"default-server check port (\d+)", config))


def test_the_balancer_s_servers_have_the_names_of_the_nodes() -> None:
    config = (ROOT / "deploy/haproxy.cfg").read_text()
    servers = re.findall(r"^ +server (\S+) (\S+):8080 cookie (\S+)$", config, re.MULTILINE)
    names = {name: each["environment"]["AUCTION_NODE"] for name, each in nodes().items()}
    assert names == {name: name for name in names}
    assert servers == [(name, name, name) for name in names]


def nodes() -> dict[str, dict[str, Any]]:
    """Return the services that run a node."""
    return {name: each for name, each in SERVICES.items() if name.startswith("node")}
