"""The messages to rooms and users have the fields that the protocol's page promises."""

import re

import pytest

from server.wire.messages import NewBid, Outbid, WatcherCount
from tests.nodes import ROOT

ROW = re.compile(r"^\| `(?P<name>\w+)` \| `\{(?P<fields>[^}]*)\}`", re.MULTILINE)
PROTOCOL = (ROOT / "docs/protocol.md").read_text()


@pytest.mark.parametrize(
    ("name", "message"), [("new_bid", NewBid), ("outbid", Outbid), ("watchers", WatcherCount)]
)
def test_a_message_has_the_promised_fields(name: str, message: type) -> None:
    (promised,) = {row["fields"] for row in ROW.finditer(PROTOCOL) if row["name"] == name}
    fields = promised.split(", ")
    required, optional = message.__required_keys__, message.__optional_keys__  # type: ignore[attr-defined]
    assert {field for field in fields if not field.endswith("?")} == set(required)
    assert {field[:-1] for field in fields if field.endswith("?")} == set(optional)
