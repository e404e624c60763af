"""Cells: the text of each kind of value in a CSV, and back.

Reading raises ValueError with a sentence for the user. An empty cell stands for the default of its field
and is never read. A cell that a spreadsheet would take for a formula has a quote before it (0155).
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from pydantic_core import from_json

from server.domain.types import AMOUNT_MAX
from server.wire.spreadsheets.minor_units import MINOR_UNITS

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,16})(?:\.(?P<fraction>[0-9]{1,4}))?")
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_RATE = re.compile(r"(?P<whole>[0-9]{1,3})(?:\.(?P<fraction>[0-9]{1,4}))?%")
_DIGITS = re.compile(r"[0-9]{1,16}")
_BOOLEANS = {"true": True, "false": False}
_FORMULA = re.compile("'*[=+@\t\r\n\\-\uff1d\uff0b\uff0d\uff20]")
_QUOTED = re.compile("'+[=+@\t\r\n\\-\uff1d\uff0b\uff0d\uff20]")


class Kind(NamedTuple):
    """A kind of value: `read` makes a JSON value of a cell, and `write` a cell of the value.

    Both take the decimals of the currency.
    """

    read: Callable[[str, int], Any]
    write: Callable[[Any, int], str]


def decimals_of(currency: str) -> int:
    """Return how many decimals a currency has: 2 for EUR, 0 for JPY, 3 for KWD."""
    return MINOR_UNITS.get(currency, 2)


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return the text of a cell that `guarded` has made."""
    return text[1:] if _QUOTED.match(text) else text


def _read_amount(text: str, decimals: int) -> int:
    written = _AMOUNT.fullmatch(text.strip())
    if written is None:
        raise ValueError("must be an amount such as 1234.50, with a point and without separators")
    fraction = written["fraction"] or ""
    if len(fraction) > decimals:
        raise ValueError(f"may have {decimals or 'no'} decimals in this currency")
    amount = int(written["whole"] + fraction.ljust(decimals, "0"))
    if amount > AMOUNT_MAX:
        raise ValueError("is above the highest amount")
    return amount


def _write_amount(amount: int, decimals: int) -> str:
    if not decimals:
        return str(amount)
    whole, fraction = divmod(amount, 10**decimals)
    return f"{whole}.{fraction:0{decimals}}"


def _read_moment(text: str, _: int) -> int:
    text = text.strip()
    if _DIGITS.fullmatch(text):
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError("must be a moment such as 2030-01-31T18:00:00Z or 2030-01-31T19:00+01:00")
    try:
        return (moment - _EPOCH) // _MILLISECOND
    except OverflowError:
        raise ValueError("is too far away") from None


def _write_moment(moment: int, _: int) -> str:
    try:
        written = (_EPOCH + moment * _MILLISECOND).replace(tzinfo=None)
    except OverflowError:
        return str(moment)
    spec = "milliseconds" if moment % 1000 else "seconds"
    return f"{written.isoformat(timespec=spec)}Z"


def _read_integer(text: str, _: int) -> int:
    if not _INTEGER.fullmatch(text.strip()):
        raise ValueError("must be a whole number")
    return int(text)


def _read_boolean(text: str, _: int) -> bool:
    value = _BOOLEANS.get(text.strip().lower())
    if value is None:
        raise ValueError("must be true or false")
    return value


def _read_increment(text: str, decimals: int) -> object:
    parts = text.split()
    if not any(":" in part for part in parts):
        return {"ladder": [_read_amount(part, decimals) for part in parts]}
    rows = []
    for part in parts:
        start, colon, step = part.partition(":")
        if not colon:
            raise ValueError("must be steps such as 0:1 100:5, or the amounts of a ladder")
        rows.append([_read_amount(start, decimals), _read_amount(step, decimals)])
    return rows


def _write_increment(value: Any, decimals: int) -> str:
    if isinstance(value, dict):
        return " ".join(_write_amount(rung, decimals) for rung in value["ladder"])
    return " ".join(":".join(_write_amount(each, decimals) for each in row) for row in value)


def _read_rate(text: str, _: int) -> int:
    written = _RATE.fullmatch(text.strip())
    if written is None:
        raise ValueError("must be a rate such as 26% or 8.875%")
    return int(written["whole"] + (written["fraction"] or "").ljust(4, "0"))


def _write_rate(rate: int, _: int) -> str:
    whole, fraction = divmod(rate, 10_000)
    return f"{whole}.{fraction:04}".rstrip("0").rstrip(".") + "%"


def _read_premium(text: str, decimals: int) -> list[list[int]]:
    bands = []
    for part in text.split():
        start, colon, rate = part.partition(":")
        if not colon:
            raise ValueError("must be bands such as 0:26% 800000:20%")
        bands.append([_read_amount(start, decimals), _read_rate(rate, decimals)])
    return bands


def _write_premium(bands: Any, decimals: int) -> str:
    return " ".join(
        f"{_write_amount(start, decimals)}:{_write_rate(rate, 0)}" for start, rate in bands
    )


def _read_json(text: str, _: int) -> msgspec.Raw:
    encoded = text.encode()
    try:
        from_json(encoded)
    except ValueError:
        raise ValueError("must be JSON") from None
    return msgspec.Raw(encoded)


TEXT = Kind(lambda text, _: text, lambda value, _: str(value))
WORDS = Kind(lambda text, _: text.split(), lambda value, _: " ".join(value))
AMOUNT = Kind(_read_amount, _write_amount)
MOMENT = Kind(_read_moment, _write_moment)
INTEGER = Kind(_read_integer, lambda value, _: str(value))
BOOLEAN = Kind(_read_boolean, lambda value, _: "true" if value else "false")
INCREMENT = Kind(_read_increment, _write_increment)
"""`0:1 100:5` are steps by the price from which they count, `100 150 200` the amounts of a ladder."""
RATE = Kind(_read_rate, _write_rate)
PREMIUM = Kind(_read_premium, _write_premium)
"""`0:26% 800000:20%` are rates by the part of the hammer price for which they hold."""
JSON = Kind(_read_json, lambda value, _: msgspec.json.encode(value).decode())
