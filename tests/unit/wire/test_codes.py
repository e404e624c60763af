"""Every code has a meaning and details, and the protocol's page has a row for it."""

import re

from server.domain.rejection import Code
from server.wire.codes import MEANINGS
from server.wire.errors import HTTP_STATUS
from tests.nodes import ROOT

ROW = re.compile(r"^\| `(?P<code>[a-z_]+)` \| (?P<status>\d{3}) \| (?P<means>.+) \|$", re.MULTILINE)


def test_every_code_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Code)


def test_the_contracts_page_has_every_code_with_its_status_and_its_details() -> None:
    rows = {m["code"]: m for m in ROW.finditer((ROOT / "docs/protocol.md").read_text())}
    assert {code: int(row["status"]) for code, row in rows.items()} == {
        code.value: status.value for code, status in HTTP_STATUS.items()
    }
    for code, meaning in MEANINGS.items():
        for detail in meaning.details.__annotations__:
            assert re.search(rf"`{detail}\b", rows[code.value]["means"]), (code, detail)
