"""Each attack over HTTP reaches the node, which refuses it."""

from inspect import getmembers, iscoroutinefunction
from typing import Any

import pytest

from loadtest.attacks import http_attacks
from loadtest.attacks.sender import Sender
from tests.nodes import LiveNode
from tests.timeouts import eventually

ATTEMPTS = [
    function
    for name, function in getmembers(http_attacks, iscoroutinefunction)
    if not name.startswith("_")
]


async def test_each_attempt_is_sent_and_leaves_no_member(node: LiveNode) -> None:
    for attempt in ATTEMPTS:
        sender = Sender(node.url, node.token("mallory"))
        await attempt(sender)
        assert sender.sent > 0, attempt
        assert sender.sent_bytes > 100, attempt
    await eventually(lambda: not node.sockets.manager.rooms)
    assert (await node.get("/healthz"))[0] == 200


@pytest.mark.parametrize("size", [1_000, 54_000])
def test_an_object_of_unknown_fields_has_about_its_size(size: Any) -> None:
    assert size * 0.9 < len(http_attacks.wide(size)) <= size * 1.2
