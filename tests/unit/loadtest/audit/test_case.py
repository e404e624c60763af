"""The evidence about one item."""

from pathlib import Path

import pytest

from loadtest.audit.case import cases
from loadtest.audit.judgement import judge
from loadtest.audit.record import read
from loadtest.evidence import UnusableError
from tests.unit.loadtest.audit.falsifying import lines, write
from tests.unit.loadtest.audit.honest_sale import Json
from tests.unit.loadtest.audit.sales import a_sale


@pytest.fixture
def sale() -> Json:
    return a_sale().evidence()


def _unusable(directory: Path) -> str:
    with pytest.raises(UnusableError) as raised:
        judge(read(directory))
    return str(raised.value)


def test_an_item_that_the_hot_state_lacks_is_named(sale: Json, tmp_path: Path) -> None:
    sale["hot"] = {"vase": {**sale["hot"]["lamp"], "item_id": "vase"}}
    write(sale, tmp_path)
    assert _unusable(tmp_path) == "hot.json lacks lamp, which the logs mention"


def test_an_item_without_rules_can_not_be_judged(sale: Json, tmp_path: Path) -> None:
    sale["lines"].remove(lines(sale, "put_up")[0])
    write(sale, tmp_path)
    assert _unusable(tmp_path) == "no log has the rules of lamp"


def test_the_evidence_is_sorted_by_item(sale: Json, tmp_path: Path) -> None:
    write(sale, tmp_path)
    (case,) = cases(read(tmp_path), may_lose=False)
    assert case.item_id == "lamp"
    assert set(case.clients.ends) == {"early", "late"}
    assert [bid.bid_id for bid in case.archive.bids][:2] == ["first", "second"]
    assert case.same_bidder("Ann#aaaaa", "ann")
    assert not case.same_bidder("Bob#bbbbb", "ann")
