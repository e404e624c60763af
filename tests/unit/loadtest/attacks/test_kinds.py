"""The table has every attack of both faces."""

from inspect import getmembers, iscoroutinefunction

from loadtest.attacks import http_attacks, socket_attacks
from loadtest.attacks.kinds import ATTACKS


def test_every_attack_is_in_the_table_once() -> None:
    listed = [attack.attempt for attack in ATTACKS.values()]
    written = [
        function
        for module in (http_attacks, socket_attacks)
        for name, function in getmembers(module, iscoroutinefunction)
        if not name.startswith("_")
    ]
    assert sorted(map(repr, listed)) == sorted(map(repr, written))
