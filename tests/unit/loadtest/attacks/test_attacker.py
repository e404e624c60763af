"""An attack goes on when its connections fail, and ends in time."""

import pytest

from loadtest.attacks.attacker import attack, main
from loadtest.attacks.kinds import Attack
from loadtest.attacks.sender import BYTES_PER_S_MAX, Sender
from tests.virtual_time import in_virtual_time


@in_virtual_time
async def test_a_failed_try_is_followed_by_the_next_until_the_time_is_over() -> None:
    tries = []

    async def refused(sender: Sender) -> None:
        tries.append(sender)
        raise ConnectionResetError

    sender = Sender("http://127.0.0.1:1", "token")
    await attack(Attack("refused", refused, at_once=3), sender, 1.0)
    assert len(tries) > 100
    assert set(map(id, tries)) == {id(sender)}


@in_virtual_time
async def test_an_attack_sends_no_more_than_its_network() -> None:
    async def sends(sender: Sender) -> None:
        sender.sent_bytes += BYTES_PER_S_MAX // 100

    sender = Sender("http://127.0.0.1:1", "token")
    await attack(Attack("sends", sends, at_once=3), sender, 2.0)
    assert sender.sent_bytes / BYTES_PER_S_MAX == pytest.approx(2, abs=0.05)


def test_an_unknown_attack_is_refused() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["nonsense", "--url", "http://x", "--token", "t"])
    assert ended.value.code == 2
