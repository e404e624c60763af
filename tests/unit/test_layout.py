"""The layout: rooms of about a dozen files that draw their maps, and a namesake test for each module."""

import ast
from pathlib import Path

import pytest

from tests.nodes import ROOT

FILES_MAX = 14
HOUSES = ("server", "persistence", "clients/python/auction_client", "loadtest")
DECLARATIONS = {
    "clients/python/auction_client/cli/command.py",
    "server/bidding/archive.py",
    "server/bidding/hot_state/restoration_port.py",
    "server/domain/admission/bidder_rules.py",
    "server/domain/auction.py",
    "server/domain/commands/editing.py",
    "server/domain/commands/blocking.py",
    "server/domain/commands/room.py",
    "server/domain/commands/timekeeping.py",
    "server/domain/events.py",
    "server/domain/rejection.py",
    "server/domain/listings/search.py",
    "server/domain/types.py",
    "server/domain/view/shapes.py",
    "server/use_cases/bidders/store.py",
    "server/use_cases/catalogue/ports.py",
    "server/wire/saleroom/clerks.py",
    "server/use_cases/sale_acts/port.py",
}
"""Modules that declare types, or run in a process of their own: the tests of their users cover them."""
TABLES = ("server/reference/operations", "server/reference/examples")
"""Rooms of tables: the test of the module `table`, which joins them, covers them."""
ROOMS_OF_DECLARATIONS = ("clients/python/auction_client/messages/",)
"""Rooms whose modules declare types."""


def modules(folder: Path) -> list[Path]:
    """Return the modules of a folder that a newcomer has to find there."""
    return sorted(path for path in folder.glob("*.py") if not path.stem.startswith("__"))


def rooms() -> list[Path]:
    """Return every folder that holds modules."""
    inits = (path for house in HOUSES for path in (ROOT / house).rglob("__init__.py"))
    return sorted(path.parent for path in inits if "node_modules" not in path.parts)


ROOMS = [pytest.param(room, id=str(room.relative_to(ROOT))) for room in rooms()]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_holds_about_a_dozen_files(room: Path) -> None:
    assert len([*room.glob("*.py"), *room.glob("*.lua")]) <= FILES_MAX


@pytest.mark.parametrize("room", ROOMS)
def test_the_map_of_a_room_names_each_of_its_modules(room: Path) -> None:
    drawn = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
    parts = [path.stem for path in modules(room)]
    parts += [path.parent.name for path in room.glob("*/__init__.py")]
    if len(parts) > 3:
        assert [part for part in parts if part not in drawn] == []


def namesakes(module: Path) -> list[Path]:
    """Return the places where a module's own test may stand."""
    parts = module.relative_to(ROOT).parts
    parts = parts[1:] if parts[0] == "server" else parts
    parts = tuple(part for part in parts if part != "auction_client")
    lanes = (ROOT / "tests/unit", ROOT / "tests/integration")
    return [lane.joinpath(*parts[:-1], f"test_{module.name}") for lane in lanes]


def test_every_module_has_a_namesake_test() -> None:
    without = [
        str(module.relative_to(ROOT))
        for room in rooms()
        for module in modules(room)
        if not any(place.exists() for place in namesakes(module))
        and (module.stem == "table" or str(room.relative_to(ROOT)) not in TABLES)
    ]
    demanded = [path for path in without if not path.startswith(ROOMS_OF_DECLARATIONS)]
    assert sorted(set(demanded) - DECLARATIONS) == []
