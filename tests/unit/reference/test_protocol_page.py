"""docs/protocol.md names the events, messages, fields and codes of the published contract, each once."""

import re

from server.domain.rejection import Code
from server.domain.view import BidView, ItemView
from server.reference.socket_events import CLIENT_EVENTS, SERVER_MESSAGES
from server.wire.errors import HTTP_STATUS
from tests.nodes import ROOT

PAGE = (ROOT / "docs/protocol.md").read_text()


def first_cells(section: str) -> list[str]:
    """Return the names in the first column of a section's tables."""
    found = re.search(rf"^## {section}$(.*?)^## ", PAGE + "\n## ", re.DOTALL | re.MULTILINE)
    assert found is not None
    cells = re.findall(r"^\| (`.*?`) \|", found[1], re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]


def fields(name: str) -> list[str]:
    """Return the fields of an object that the page writes out."""
    found = re.search(rf"^{name} +{{(.*?)}}", PAGE, re.DOTALL | re.MULTILINE)
    assert found is not None
    return re.findall(r"\w+", found[1])


def test_every_event_stands_once_in_the_tables() -> None:
    assert sorted(first_cells("Events from the client")) == sorted(CLIENT_EVENTS)


def test_every_message_stands_once_in_the_tables() -> None:
    listed = first_cells("Events from the server")
    assert [name for name in SERVER_MESSAGES if listed.count(name) != 1] == []


def test_every_code_stands_once_with_its_status() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d{3}) \|", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted((code.value, str(HTTP_STATUS[code].value)) for code in Code)


def test_an_item_and_a_bid_have_the_fields_of_their_views() -> None:
    assert sorted(fields("Item")) == sorted(ItemView.__annotations__)
    assert sorted(fields("Bid")) == sorted(BidView.__annotations__)


def test_no_row_stands_twice() -> None:
    keys = re.findall(r"^(\| `.*?` \|)", PAGE, re.MULTILINE)
    routes = [key for key in keys if "/" in key]
    assert sorted(routes) == sorted(set(routes))
