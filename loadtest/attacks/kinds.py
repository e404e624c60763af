"""All attacks by name, with the number of connections that each has at once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from loadtest.attacks import http_attacks, socket_attacks
from loadtest.attacks.sender import Sender


@dataclass(frozen=True, slots=True)
class Attack:
    """An attack: `attempt` is made again and again, on `at_once` connections."""

    name: str
    attempt: Callable[[Sender], Awaitable[None]]
    at_once: int = 4


PACED, MANY = 20, 300
"""Sockets that send at their full rate: together as many events as an address may send requests, or more
events than a core handles."""

ATTACKS: dict[str, Attack] = {
    attack.name: attack
    for attack in (
        Attack("ordinary events, to compare with", socket_attacks.ordinary_clock, PACED),
        Attack("60 kB of gzip", http_attacks.compressed_body),
        Attack("800 B as brotli", http_attacks.rubbish_as_brotli),
        Attack("54 kB of unknown fields over HTTP", http_attacks.unknown_fields),
        Attack("15 kB of unknown fields on sockets", socket_attacks.unknown_fields, PACED),
        Attack("join after close in a payload", http_attacks.join_after_close),
        Attack("join and close in a payload", http_attacks.join_and_close),
        Attack("packets after close by polling", http_attacks.packet_after_close),
        Attack("1,000 wrong bids in a request", http_attacks.many_bids),
        Attack("many upgrades of a session", http_attacks.many_upgrades),
        Attack("bursts of 99 wrong bids", socket_attacks.bursts_of_bids),
        Attack("leaving and joining", socket_attacks.leaving_and_joining),
        Attack("a flood of pongs", socket_attacks.pongs),
        Attack("a flood of events of 60 kB", socket_attacks.long_events),
        Attack("watch from long ago", socket_attacks.watch_from_long_ago, PACED),
        Attack("anonymous watches of 300 sockets", socket_attacks.anonymous_watches, MANY),
        Attack("retractions of others' bids", socket_attacks.foreign_retractions, PACED),
        Attack("foreign namespaces of 60 kB", socket_attacks.foreign_namespaces),
        Attack("acknowledgements of nothing", socket_attacks.unknown_acknowledgements, PACED),
        Attack("amounts of 10^15 on far increments", socket_attacks.far_increments, PACED),
    )
}
