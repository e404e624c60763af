"""The queries of the shipped dashboard and alert rules, and the metrics that they name."""

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from tests.nodes import ROOT

DASHBOARD: dict[str, Any] = json.loads(
    (ROOT / "deploy/grafana/dashboards/auction.json").read_text()
)
ALERTS: dict[str, Any] = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())
ALERT_TESTS: dict[str, Any] = yaml.safe_load(
    (ROOT / "deploy/prometheus/alerts.test.yml").read_text()
)
_NAMED = re.compile(r"(?<![\w\"])(up|(?:auction|process|python)_\w+)(?:\{([^}]*)\})?")
_EXACT = re.compile(r"(\w+)=\"([^\"$]*)\"")


def panels() -> Iterator[tuple[str, str]]:
    """Yield each query of the dashboard, after the title of its panel."""
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]


def alerts() -> Iterator[tuple[str, str]]:
    """Yield the query of each alert, after its name."""
    for group in ALERTS["groups"]:
        for rule in group["rules"]:
            yield rule["alert"], rule["expr"]


def named(query: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each metric that a query names, with the labels that it must have."""
    for name, matchers in _NAMED.findall(query):
        yield name, dict(_EXACT.findall(matchers))
