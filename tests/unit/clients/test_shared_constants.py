"""The limits, timings and codes that the Python SDK and the TypeScript SDK share."""

import re
from typing import get_args

import pytest

from auction_client import (
    backoff,
    bidding,
    item_view,
    rest,
    server_clock,
    watching,
)
from auction_client.backoff import Backoff
from auction_client.connecting import reconnecting, silence
from auction_client.messages import ENDED, UNANSWERED, RetractReason
from auction_client.notices import seen
from auction_client.rest import catalogue
from auction_client.sales import sale_view
from tests.nodes import ROOT

SDK = ROOT / "clients/web/sdk/src"
CONSTANT = re.compile(r"export const (?P<name>[A-Z][A-Z_]+)(?:: \w+)? = (?P<value>[^;]+);")

SHARED: dict[str, object] = {
    "AHEAD_MAX": sale_view.AHEAD_MAX,
    "ANSWER_TIMEOUT_MS": reconnecting.ANSWER_TIMEOUT_S,
    "BIDS_KEPT": item_view.BIDS_KEPT,
    "BID_ANSWER_TIMEOUT_MS": bidding.BID_ANSWER_TIMEOUT_S,
    "BID_BACKOFF": backoff.BID_BACKOFF,
    "BID_TIMEOUT_MS": bidding.BID_TIMEOUT_S,
    "CLOCK_SAMPLES": server_clock.CLOCK_SAMPLES,
    "GAP_WAIT_MS": watching.GAP_WAIT_S,
    "HELD_MAX": watching.HELD_MAX,
    "MAYBE_ACCEPTED_CODES": bidding.MAYBE_ACCEPTED_CODES,
    "NOTICES_KEPT": seen.NOTICES_KEPT,
    "PROBED_AFTER_MS": silence.PROBED_AFTER_S,
    "RECONNECT_BACKOFF": backoff.RECONNECT_BACKOFF,
    "REPLACED_AFTER_MS": silence.REPLACED_AFTER_S,
    "REQUEST_CODES": bidding.REQUEST_CODES,
    "RESENT_CODES": bidding.RESENT_CODES,
    "FILE_TIMEOUT_MS": catalogue.FILE_TIMEOUT_S,
    "REST_ANSWER_TIMEOUT_MS": rest.REST_ANSWER_TIMEOUT_S,
    "RETRIED_CODES": backoff.RETRIED_CODES,
    "SILENT_AFTER_MS": silence.SILENT_AFTER_S,
    "UNANSWERED": UNANSWERED,
    "WATCH_ANSWER_TIMEOUT_MS": watching.WATCH_ANSWER_TIMEOUT_S,
    "WATCH_BACKOFF": backoff.WATCH_BACKOFF,
}
"""The values of the Python SDK by their names in TypeScript, where times are in milliseconds."""

ONLY_IN_TYPESCRIPT = {
    "CLOCK_INTERVAL_MS",  # a page shows a running countdown, a program asks for the time when it needs it
    "EMPTY_VIEW",  # in Python a view without an item is None
}


def typescript_constants() -> dict[str, str]:
    """Return the exported constants of the TypeScript SDK, as source text by name."""
    sources = "\n".join(path.read_text() for path in sorted(SDK.rglob("*.ts")))
    return {found["name"]: found["value"] for found in CONSTANT.finditer(sources)}


def value_of(source: str, unit: float) -> object:
    """Read a constant's source text: a number of `unit`, a text, a set of codes, or a backoff."""
    if codes := re.fullmatch(r"new Set\(\[(.*)\]\)", source, re.DOTALL):
        named = codes[1].replace("UNANSWERED", f'"{UNANSWERED}"')
        return frozenset(re.findall(r'"(\w+)"', named))
    if text := re.fullmatch(r'"(\w+)"', source):
        return text[1]
    if pauses := re.fullmatch(r"{ firstMs: ([\d_]+), longestMs: ([\d_]+) }", source):
        return Backoff(int(pauses[1]) / 1000, int(pauses[2]) / 1000)
    return int(source) * unit


@pytest.mark.parametrize("name", SHARED)
def test_a_shared_constant_has_one_value_in_both_sdks(name: str) -> None:
    unit = 0.001 if name.endswith("_MS") else 1
    assert value_of(typescript_constants()[name], unit) == SHARED[name]


def test_every_constant_of_the_typescript_sdk_is_shared_or_known_to_be_its_own() -> None:
    assert set(typescript_constants()) == set(SHARED) | ONLY_IN_TYPESCRIPT


def test_the_statuses_that_end_an_item_and_the_reasons_are_the_same() -> None:
    statuses = (ROOT / "clients/web/ui/statuses.ts").read_text()
    ended = re.search(r"function hasEnded\(.*?\n}", statuses, re.DOTALL)
    assert ended is not None
    assert set(re.findall(r'"(\w+)"', ended[0])) == ENDED
    reasons = re.search(
        r"type RetractReason = ([^;]+);", (SDK / "messages/contract.ts").read_text()
    )
    assert reasons is not None
    assert re.findall(r'"(\w+)"', reasons[1]) == list(get_args(RetractReason))
