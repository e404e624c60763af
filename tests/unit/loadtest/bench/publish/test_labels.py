"""The names of servers and loads."""

from loadtest.bench.plan import PLANS
from loadtest.bench.publish.labels import heading, label, plain_label


def test_every_server_of_every_plan_has_a_label_of_its_own() -> None:
    servers = {turn.server.name for plan in PLANS.values() for turn in plan.turns}
    assert len({label(server) for server in servers}) == len(servers)


def test_a_plain_label_has_no_marks_of_markdown() -> None:
    assert plain_label("auction, everysec") == "this product, appendfsync everysec"


def test_every_measured_load_has_a_heading_of_its_own() -> None:
    loads = {
        load.name: load for plan in PLANS.values() for turn in plan.turns for load in turn.loads
    }
    measured = [name for name, load in loads.items() if not load.audited]
    assert all(heading(name) != name for name in measured)
    assert len({heading(name) for name in measured}) == len(measured)
