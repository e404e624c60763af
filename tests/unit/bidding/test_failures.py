"""Failures of items: each is logged once until its item is written again."""

import pytest
from structlog.testing import capture_logs

from server.bidding import failures as module
from server.bidding.failures import Failures
from server.domain.types import ItemId

LAMP, VASE = ItemId("lamp"), ItemId("vase")


def test_a_failure_is_logged_once_until_its_item_is_written() -> None:
    failures = Failures()
    with capture_logs() as logs:
        failures.note({LAMP: ValueError()}, [VASE])
        failures.note({LAMP: ValueError()}, [VASE])
        failures.note({}, [LAMP])
        failures.note({LAMP: ValueError()}, [])
    assert [(each["event"], each["item_id"]) for each in logs] == [("item_not_settled", LAMP)] * 2


def test_no_more_than_a_bounded_number_of_items_is_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FAILED_ITEMS_MAX", 1)
    with capture_logs() as logs:
        Failures().note({LAMP: ValueError(), VASE: ValueError()}, [])
    assert len(logs) == 1
