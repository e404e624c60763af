"""Reads the metrics of a node."""

from http import HTTPStatus

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from tests.nodes import LiveNode


async def exported(node: LiveNode) -> list[Sample]:
    """Return every sample."""
    async with node.http.get(node.url + "/metrics") as response:
        text = await response.text()
    return [sample for family in text_string_to_metric_families(text) for sample in family.samples]


async def scraped(node: LiveNode) -> dict[str, float]:
    """Return every sample by its name and labels."""
    async with node.http.get(node.url + "/metrics") as response:
        assert response.status == HTTPStatus.OK
        assert response.headers["Content-Type"].startswith("text/plain")
        text = await response.text()
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
