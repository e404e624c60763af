"""The manifests fit the API's schemas and each other, and their pods have no privileges."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from server.secret_files import variables
from server.settings import Settings
from tests.nodes import ROOT

FOLDER = ROOT / "deploy/kubernetes"
VERSIONS = ("1.27", "1.37")
"""The oldest version that has every field, and the newest whose schemas are at hand."""
ENDS_WITHIN_S = 10
"""How long a node takes at most after its drain (0201)."""
KUSTOMIZATION: dict[str, Any] = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
OBJECTS: dict[tuple[str, str], Any] = {
    (each["kind"], each["metadata"]["name"]): each
    for path in KUSTOMIZATION["resources"]
    for each in yaml.safe_load_all((FOLDER / path).read_text())
}
SETTINGS = dict(
    line.split("=", 1)
    for line in (FOLDER / "settings.env").read_text().splitlines()
    if not line.startswith("#")
)


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the template of each workload's pods, after the workload's name."""
    for (_, name), each in OBJECTS.items():
        if "template" in each["spec"]:
            yield name, each["spec"]["template"]


def test_every_manifest_is_part_of_the_kustomization() -> None:
    files = {path.name for path in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
    assert files == set(KUSTOMIZATION["resources"])


@pytest.mark.parametrize("version", VERSIONS)
def test_every_object_fits_the_schema_of_the_api(version: str) -> None:
    assert [name for name, each in OBJECTS.items() if not fits(each, version)] == []


def fits(manifest: dict[str, Any], version: str) -> bool:
    """Return whether a manifest fits the schema of its kind, without a field that this does not know."""
    try:
        kubernetes_validate.validate(manifest, version, strict=True)
    except kubernetes_validate.ValidationError:
        return False
    return True


def test_a_pod_has_no_privileges_and_bounds_for_its_memory() -> None:
    for name, pod in pods():
        spec = pod["spec"]
        assert spec["automountServiceAccountToken"] is False, name
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in spec["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert "memory" in container["resources"]["limits"]


def test_every_setting_exists_and_its_value_is_valid() -> None:
    names = {f"AUCTION_{name.upper()}" for name in Settings.model_fields}
    assert set(SETTINGS) <= names | set(variables())
    given = {
        name.removeprefix("AUCTION_").lower(): value
        for name, value in SETTINGS.items()
        if name in names
    }
    assert Settings.model_validate(given).trusted_proxies == 1


def test_a_node_has_the_time_that_its_drain_needs() -> None:
    pod = OBJECTS["StatefulSet", "auction-node"]["spec"]["template"]["spec"]
    (_, before_s) = pod["containers"][0]["lifecycle"]["preStop"]["exec"]["command"]
    drain_s = int(SETTINGS["AUCTION_DRAIN_DELAY_S"]) + int(SETTINGS["AUCTION_DRAIN_S"])
    assert int(before_s) + drain_s + ENDS_WITHIN_S <= pod["terminationGracePeriodSeconds"]
    probe = pod["containers"][0]["readinessProbe"]
    seen_s = probe["periodSeconds"] * probe["failureThreshold"]
    assert seen_s <= int(SETTINGS["AUCTION_DRAIN_DELAY_S"])


def test_a_node_finds_its_secrets_where_they_are_mounted() -> None:
    spec = OBJECTS["StatefulSet", "auction-node"]["spec"]["template"]["spec"]
    (mounted,) = spec["containers"][0]["volumeMounts"]
    for name, value in SETTINGS.items():
        if name.endswith("_FILE"):
            assert str(Path(value).parent) == mounted["mountPath"]
    assert mounted["name"] == spec["volumes"][0]["name"]


def test_every_selector_chooses_the_pods_that_it_means() -> None:
    labels = [pod["metadata"]["labels"] for _, pod in pods()]
    for (kind, name), each in OBJECTS.items():
        selector = each["spec"].get("selector") or each["spec"].get("podSelector")
        if selector is not None:
            wanted = selector.get("matchLabels", selector)
            assert [found for found in labels if wanted.items() <= found.items()], (kind, name)


def test_every_port_that_is_named_is_a_container_s() -> None:
    ports = {
        port["name"]
        for _, pod in pods()
        for container in pod["spec"]["containers"]
        for port in container.get("ports", ())
    }
    named = {
        port["targetPort"]
        for (kind, _), each in OBJECTS.items()
        if kind == "Service"
        for port in each["spec"]["ports"]
    }
    assert named <= ports


def test_the_balancer_knows_as_many_nodes_as_there_may_be_by_their_names() -> None:
    config = (FOLDER / "haproxy.cfg").read_text().splitlines()
    servers = [line.split()[1:] for line in config if line.strip().startswith("server ")]
    most = OBJECTS["HorizontalPodAutoscaler", "auction-node"]["spec"]["maxReplicas"]
    names = [f"auction-node-{number}" for number in range(most)]
    assert servers == [
        [
            name,
            f'"{name}.auction-nodes.${{AUCTION_NAMESPACE}}.svc.cluster.local:8080"',
            *("cookie", name),
        ]
        for name in names
    ]


def test_the_balancer_has_the_configuration_that_is_shipped_but_for_the_names_of_nodes() -> None:
    ours, shipped = (
        (folder / "haproxy.cfg").read_text().partition("default-server")[0]
        for folder in (FOLDER, ROOT / "deploy")
    )
    assert ours == shipped


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
def test_kubectl_puts_the_manifests_together() -> None:
    built = subprocess.run(
        ["kubectl", "kustomize", FOLDER], capture_output=True, text=True, check=True
    )
    kinds = {each["kind"] for each in yaml.safe_load_all(built.stdout)}
    assert kinds == {kind for kind, _ in OBJECTS} | {"ConfigMap"}
    assert "image: auction-node\n" not in built.stdout
