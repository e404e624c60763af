"""Lot numbers, images and metadata of a new item."""

import json
from typing import Any

import pytest

from server.domain.listings.listing import Listing
from server.domain.types import ItemId
from server.wire.errors import Refused
from server.wire.listings import NewItem, listing_of
from server.wire.listings.goods import IMAGES_MAX
from tests.unit.wire.listings.test_new_items import ITEM, SALE

URL = "https://a.example/x.jpg"


def listed(**fields: Any) -> Listing:
    new = NewItem.parse_json(json.dumps(ITEM | fields).encode())
    return listing_of(new, SALE, ItemId("lamp"))


def wrong(**fields: Any) -> set[str]:
    with pytest.raises(Refused) as refused:
        listed(**fields)
    errors = refused.value.rejection.details["errors"]
    assert isinstance(errors, list)
    return {error["field"] for error in errors}


@pytest.mark.parametrize("lot", ["1", "12", "12A", "999999ZZ"])
def test_a_lot_is_a_number_and_letters(lot: str) -> None:
    assert listed(lot=lot).lot == lot


@pytest.mark.parametrize(
    "lot", ["", "0", "012", "12a", "A12", "12ABC", "1234567", " 12", "12\n", 12]
)
def test_other_lots_are_refused(lot: object) -> None:
    assert wrong(lot=lot) == {"lot"}


@pytest.mark.parametrize(
    ("fields", "first", "images"),
    [
        ({}, None, ()),
        ({"image_url": URL}, URL, (URL,)),
        ({"images": [URL]}, URL, (URL,)),
        ({"images": [URL, f"{URL}?2"]}, URL, (URL, f"{URL}?2")),
        ({"image_url": URL, "images": [URL]}, URL, (URL,)),
        ({"image_url": None, "images": []}, None, ()),
    ],
)
def test_the_first_image_is_the_image_url(
    fields: dict[str, Any], first: str | None, images: tuple[str, ...]
) -> None:
    listing = listed(**fields)
    assert (listing.image_url, listing.all_images) == (first, images)


def test_one_image_is_kept_as_an_earlier_version_kept_it() -> None:
    assert listed(images=[URL]) == listed(image_url=URL)
    assert listed(images=[URL]).images == ()


def test_the_number_of_images_and_their_addresses_are_bounded() -> None:
    assert len(listed(images=[URL] * IMAGES_MAX).images) == IMAGES_MAX
    assert wrong(images=[URL] * (IMAGES_MAX + 1)) == {"images"}
    assert wrong(images=[URL, "javascript:alert(1)"]) == {"images.1"}
    assert wrong(image_url=f"{URL}?2", images=[URL]) == {"image_url"}


def test_metadata_has_texts_integers_and_booleans() -> None:
    metadata = {"consignor": "C-1", "shelf": -7, "framed": True, "note": "a\nb"}
    assert listed(metadata=metadata).metadata == metadata
    assert type(listed(metadata={"framed": True}).metadata["framed"]) is bool


@pytest.mark.parametrize(
    "value", [None, 1.5, [], [1], {}, {"a": 1}, 2**53 + 1, -(10**30), "a\x00b", float("nan")]
)
def test_a_metadata_value_of_another_kind_is_refused_by_its_name(value: object) -> None:
    assert wrong(metadata={"a": 1, "shelf": value}) == {"metadata.shelf"}


@pytest.mark.parametrize("metadata", [None, 5, "x", [], {"note": "x" * 5_000}])
def test_metadata_is_a_bounded_object(metadata: object) -> None:
    assert wrong(metadata=metadata) == {"metadata"}


@pytest.mark.parametrize("name", ["", "a b", "x" * 65, "é"])
def test_metadata_has_plain_names(name: str) -> None:
    assert wrong(metadata={name: 1}) == {f"metadata.{name}.[key]"}
