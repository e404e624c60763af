"""Requests to edit an item that has been put up: its description, its rules, or its place in the sale."""

from collections.abc import Mapping
from typing import Any

import msgspec

from server.domain.types import Actor


class AmendItem(msgspec.Struct, frozen=True):
    """Change fields of the item's listing.

    `changes` are fields of a Listing with their new values. Those of `metadata` are merged into it by
    name, and None removes one, or all as the value of `metadata` itself.
    """

    by: Actor
    changes: Mapping[str, Any]


class DeleteItem(msgspec.Struct, frozen=True):
    """Take the item out of the sale as if it had never been put up."""

    by: Actor
