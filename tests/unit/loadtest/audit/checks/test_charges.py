"""The checks of winners' charges. Each test falsifies honest results and statements in one place."""

from pathlib import Path

import pytest

from loadtest.audit.checks.charges import due_charge
from loadtest.audit.record import Charge, ListedFees
from tests.unit.loadtest.audit.falsifying import broken, event, faults, judged
from tests.unit.loadtest.audit.honest_sale import Json
from tests.unit.loadtest.audit.sales import CHARGE, a_settled_sale


@pytest.fixture
def sale() -> Json:
    return a_settled_sale()


def winner(sale: Json) -> Json:
    """Return Bob's line of the results."""
    line: Json = sale["settled"][0]["results"][0]["winners"][0]
    return line


def statement(sale: Json) -> Json:
    """Return Bob's statement."""
    found: Json = sale["settled"][0]["statements"][0]
    return found


def test_honest_charges_are_not_accused(sale: Json, tmp_path: Path) -> None:
    judgement = judged(sale, tmp_path)
    assert judgement.clean
    (checked,) = [each.checked for each in judgement.verdicts if each.letter == "W"]
    assert (checked["charges"], checked["statements"]) == (1, 2)


def test_results_that_were_not_collected_are_not_checked(sale: Json, tmp_path: Path) -> None:
    del sale["settled"]
    judgement = judged(sale, tmp_path)
    (checked,) = [each.checked for each in judgement.verdicts if each.letter == "W"]
    assert judgement.clean
    assert (checked["charges"], checked["statements"]) == (0, 0)


@pytest.mark.parametrize("part", CHARGE)
def test_a_charge_that_is_a_minor_unit_off_is_named(sale: Json, tmp_path: Path, part: str) -> None:
    for line in (winner(sale), statement(sale)["lines"][0], statement(sale)):
        line[part] += 1
    name = f"the {part.replace('_', ' ')}"
    fault = f"W bob at 250 for 1 is charged {name} {CHARGE[part] + 1}; it is {CHARGE[part]}"
    assert faults(sale, tmp_path) == fault


def test_the_fees_are_those_of_the_latest_listing(sale: Json, tmp_path: Path) -> None:
    amended = {**event(sale, 1)["body"]["listing"], "fees": {"price_tax": 10_000}}
    kept = event(sale, 12)
    sale["archive"]["events"] += [
        {**kept, "seq": 13, "type": "ListingAmended", "body": {"listing": amended}}
    ]
    assert "W bob at 250 for 1 is charged the premium 55; it is 0" in faults(sale, tmp_path)


def test_an_item_without_fees_is_charged_its_price_alone(sale: Json, tmp_path: Path) -> None:
    del event(sale, 1)["body"]["listing"]["fees"]
    assert "charged the total 332; it is 250" in faults(sale, tmp_path)


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("user_id", "ann", "ann at 250 for 1"),
        ("amount", 225, "bob at 225 for 1"),
        ("quantity", 2, "bob at 250 for 2"),
    ],
)
def test_results_that_name_another_winner_are_named(
    sale: Json, tmp_path: Path, field: str, value: object, named: str
) -> None:
    winner(sale)[field] = value
    fault = f"W the results name {named} as winner; the archive holds bob at 250 for 1"
    assert fault in faults(sale, tmp_path)


def test_results_that_lack_a_winner_are_named(sale: Json, tmp_path: Path) -> None:
    sale["settled"][0] |= {"results": [], "statements": []}
    fault = "W the results name nobody as winner; the archive holds bob at 250 for 1"
    assert faults(sale, tmp_path) == fault


def test_an_item_that_is_not_sold_has_no_winner_in_the_results(sale: Json, tmp_path: Path) -> None:
    event(sale, 12)["body"] |= {"status": "unsold", "winners": [], "passed": True}
    fault = "W the results name bob at 250 for 1 as winner; the archive holds nobody"
    assert fault in faults(sale, tmp_path)


def test_a_reopened_item_has_no_winner_in_the_results(sale: Json, tmp_path: Path) -> None:
    reopened = {"seq": 13, "type": "ItemReopened", "body": {"ends_at": 90_000}}
    sale["archive"]["events"].append({**event(sale, 12), **reopened})
    fault = "W the results name bob at 250 for 1 as winner; the archive holds nobody"
    assert fault in faults(sale, tmp_path)


def test_a_winner_has_a_statement(sale: Json, tmp_path: Path) -> None:
    sale["settled"][0]["statements"] = []
    assert "W bob has won and has no statement" in faults(sale, tmp_path)


def test_a_statement_has_every_line_once(sale: Json, tmp_path: Path) -> None:
    lines = statement(sale)["lines"]
    lines.append(lines[0])
    assert "W the statement of bob has also lamp at 250 for 1" in faults(sale, tmp_path)
    lines.clear()
    assert "W the statement of bob lacks lamp at 250 for 1" in faults(sale, tmp_path)


def test_nobody_else_has_a_statement_with_lines(sale: Json, tmp_path: Path) -> None:
    sale["settled"][0]["statements"].append({**statement(sale), "user_id": "ann"})
    assert "W the statement of ann has also lamp at 250 for 1" in faults(sale, tmp_path)


@pytest.mark.parametrize("part", CHARGE)
def test_a_statement_has_the_sums_of_its_lines(sale: Json, tmp_path: Path, part: str) -> None:
    statement(sale)[part] -= 1
    assert broken(sale, tmp_path) == "W"
    found = faults(sale, tmp_path)
    assert "the sums of bob's statement are wrong" in found
    assert "W all statements have the sums" in found


def fees(*premium: tuple[int, int], price_tax: int = 0, premium_tax: int = 0) -> ListedFees:
    """Return fees."""
    return ListedFees([*premium], price_tax, premium_tax)


# The bands of Christie's of 2023, on a hammer price of seven millions.
CHRISTIES = fees((0, 260_000), (100_000_000, 210_000), (600_000_000, 150_000))


@pytest.mark.parametrize(
    ("rules", "amount", "quantity", "premium", "tax"),
    [
        (CHRISTIES, 700_000_000, 1, 146_000_000, 0),
        (fees((0, 250_000), (100, 200_000)), 100, 1, 25, 0),  # a band begins above its start
        (fees((0, 250_000), (100, 200_000)), 60, 4, 60, 0),  # the bands are those of a unit
        (fees((0, 10_000)), 49, 1, 0, 0),
        (fees((0, 10_000)), 50, 1, 1, 0),  # half up
        (fees((0, 10_000)), 150, 1, 2, 0),  # and not half to even
        (fees((0, 10_000)), 30, 5, 2, 0),  # once for all units: 1.5
        (fees((0, 10_000), premium_tax=500_000), 50, 1, 1, 1),  # on the rounded premium
        (fees((0, 200_000), price_tax=50_000, premium_tax=200_000), 45, 1, 9, 4),  # 2.25 and 1.8
        (fees((0, 50_000), price_tax=88_750, premium_tax=88_750), 1_000, 1, 50, 93),  # 93.19
        (fees((0, 100_000), price_tax=14_000, premium_tax=140_000), 100, 1, 10, 3),  # 1.4 and 1.4
        (fees((0, 260_000)), 2**53 - 1, 1, 2341871806232658, 0),  # beyond a float's digits
    ],
)
def test_premium_and_tax_are_each_rounded_once_half_up(
    rules: ListedFees, amount: int, quantity: int, premium: int, tax: int
) -> None:
    hammer = amount * quantity
    due = Charge(hammer, premium, tax, hammer + premium + tax)
    assert due_charge(rules, amount, quantity) == due
