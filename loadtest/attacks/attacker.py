"""`python -m loadtest.attacks.attacker`: carries out one attack for some seconds.

Prints a line when it begins, and at the end `{"sent", "sent_bytes"}` as JSON. It runs only when nothing
else wants its core, so that the bystander and the stores on the same core do not wait for it.
"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from loadtest.attacks.kinds import ATTACKS, Attack
from loadtest.attacks.sender import Sender

RETRY_S = 0.01


async def attack(chosen: Attack, sender: Sender, seconds: float) -> None:
    """Carry out an attack until the time is over."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds), asyncio.TaskGroup() as group:
            for _ in range(chosen.at_once):
                group.create_task(_again_and_again(chosen, sender))


async def _again_and_again(chosen: Attack, sender: Sender) -> None:
    while True:
        with suppress(OSError, EOFError, TimeoutError):
            await chosen.attempt(sender)
            await sender.keep_bandwidth()
            continue
        await asyncio.sleep(RETRY_S)


def main(command_line: Sequence[str] | None = None) -> int:
    """Carry out the attack that the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m loadtest.attacks.attacker", description=__doc__
    )
    parser.add_argument("name", choices=list(ATTACKS))
    parser.add_argument("--url", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--seconds", type=float, default=4)
    arguments = parser.parse_args(command_line)
    # A process of the lowest ordinary priority still keeps its core for milliseconds.
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    sender = Sender(arguments.url, arguments.token)
    print("begins", flush=True)
    asyncio.run(attack(ATTACKS[arguments.name], sender, arguments.seconds))
    print(json.dumps({"sent": sender.sent, "sent_bytes": sender.sent_bytes}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
