"""Both clients have the same table of ISO 4217 minor units."""

import re

from auction_client.cli.minor_units import MINOR_UNITS
from tests.nodes import ROOT


def test_the_page_and_the_command_line_know_the_same_decimals() -> None:
    table = (ROOT / "clients/web/ui/minorUnits.ts").read_text()
    in_typescript = dict(re.findall(r"^  ([A-Z]{3}): (\d),$", table, re.MULTILINE))
    assert {code: int(digits) for code, digits in in_typescript.items()} == MINOR_UNITS


def test_the_table_is_that_of_iso_4217() -> None:
    """Pinned where the tables of browsers and of earlier versions differ."""
    assert {code: MINOR_UNITS.get(code, 2) for code in ("HUF", "IDR", "COP", "LBP", "YER")} == {
        "HUF": 2,
        "IDR": 2,
        "COP": 2,
        "LBP": 2,
        "YER": 2,
    }
    assert [MINOR_UNITS[code] for code in ("JPY", "ISK", "KWD", "IQD", "CLF", "UYW")] == [
        0,
        0,
        3,
        3,
        4,
        4,
    ]
