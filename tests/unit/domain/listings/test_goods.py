"""The description of an item, and the parts of it that contradict each other."""

from typing import Any

import pytest

from server.domain.listings.contradictions import contradictions
from server.domain.listings.goods import METADATA_BYTES_MAX
from server.domain.types import Format
from tests.unit.domain.sale import listing

URLS = ("https://a.example/1.jpg", "https://a.example/2.jpg")
OVERHEAD = len('{"note":""}')


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"estimate_low": 100, "estimate_high": 99}, ["estimate_high"]),
        ({"image_url": URLS[1], "images": URLS}, ["image_url"]),
        ({"images": URLS}, ["image_url"]),
        ({"metadata": {"note": "x" * (METADATA_BYTES_MAX - OVERHEAD + 1)}}, ["metadata"]),
        ({"metadata": {"note": "é" * (METADATA_BYTES_MAX // 2)}}, ["metadata"]),
    ],
)
def test_contradictions_are_named(changes: dict[str, Any], fields: list[str]) -> None:
    assert [field for field, _ in contradictions(listing(**changes))] == fields


@pytest.mark.parametrize("kind", Format)
@pytest.mark.parametrize(
    "changes",
    [
        {"estimate_low": 100, "estimate_high": 100},
        {"estimate_low": 100},
        {"estimate_high": 1},
        {"image_url": URLS[0], "images": URLS},
        {
            "metadata": {
                "note": "x" * (METADATA_BYTES_MAX - OVERHEAD),
            }
        },
        {"lot": "12A", "condition": "Worn.", "metadata": {"shelf": 7, "framed": True}},
    ],
)
def test_an_item_of_every_format_has_a_description(kind: Format, changes: dict[str, Any]) -> None:
    described = {field for field, _ in contradictions(listing(format=kind, **changes))}
    assert not described & changes.keys()


def test_an_image_alone_is_the_only_one() -> None:
    assert listing().all_images == ()
    assert listing(image_url=URLS[0]).all_images == URLS[:1]
    assert listing(image_url=URLS[0], images=URLS).all_images == URLS
