"""The table of routes: names, groups and the tokens that requests need."""

from server.reference.operations.operation import Who
from server.reference.operations.table import operations
from server.use_cases.running import COMMANDS, WITH_ARGUMENT


def test_every_command_on_an_item_has_a_route_of_its_name() -> None:
    by_name = {each.name: each for each in operations()}
    for name in (*COMMANDS, *WITH_ARGUMENT):
        assert by_name[name].path == f"/items/{{item_id}}/{name}"
        assert by_name[name].who is Who.CLERK


def test_no_two_operations_share_a_method_and_a_path() -> None:
    routes = [(each.method, each.path) for each in operations()]
    assert len(routes) == len(set(routes))


def test_a_route_that_anybody_may_use_never_refuses_for_a_missing_token() -> None:
    for each in operations():
        if each.who is Who.ANYBODY:
            assert "unauthenticated" not in each.codes
