"""Service is back once each node decides on each item, and a bid was accepted by each and on each."""

from tests.faults.checks import lacks

NAMES = {"http://1": "one", "http://2": "two"}
ALL = {(url, item_id): 1 for url in NAMES for item_id in ("lamp", "vase")}


def test_nothing_is_back_at_first() -> None:
    assert lacks({}, {}, NAMES) == [
        "decided by one on lamp",
        "decided by one on vase",
        "decided by two on lamp",
        "decided by two on vase",
        "accepted by one",
        "accepted by two",
        "accepted on lamp",
        "accepted on vase",
    ]


def test_a_refusal_by_the_rules_is_a_decision_and_no_acceptance() -> None:
    served = {("http://1", "lamp"): 1, ("http://1", "vase"): 2}
    assert lacks(ALL, served, NAMES) == ["accepted by two"]
    served = {("http://1", "lamp"): 1, ("http://2", "lamp"): 1}
    assert lacks(ALL, served, NAMES) == ["accepted on vase"]


def test_one_node_may_have_all_acceptances_on_an_item() -> None:
    assert lacks(ALL, {("http://1", "lamp"): 1, ("http://2", "vase"): 1}, NAMES) == []


def test_a_node_without_a_decision_on_an_item_is_not_back() -> None:
    decided = {**ALL, ("http://2", "lamp"): 0}
    served = {("http://1", "lamp"): 1, ("http://2", "vase"): 1}
    assert lacks(decided, served, NAMES) == ["decided by two on lamp"]
