"""Each attack over websockets reaches the node, which goes on."""

from loadtest.attacks.attacker import attack
from loadtest.attacks.kinds import ATTACKS
from loadtest.attacks.sender import Sender
from loadtest.attacks.socket_attacks import __name__ as module
from tests.nodes import LiveNode
from tests.timeouts import eventually

SECONDS = (0.15, 1.0, 5.0)
"""Durations to try: on a busy machine an attack needs longer to come round."""


async def test_each_attack_is_sent_and_its_sockets_are_gone_afterwards(node: LiveNode) -> None:
    await node.put_up("attacked-1")
    await node.put_up("far-1", increment=[[0, 10], [10**15 - 1, 10**15]])
    for chosen in ATTACKS.values():
        if chosen.attempt.__module__ == module:
            sender = Sender(node.url, node.token("mallory"))
            for seconds in SECONDS:
                await attack(chosen, sender, seconds)
                if sender.sent > chosen.at_once:
                    break
            assert sender.sent > chosen.at_once, chosen.name
    await eventually(lambda: not node.sockets.manager.rooms)
    assert await node.bid(150, item_id="attacked-1") != (500, {})
    assert (await node.get("/healthz"))[0] == 200
