"""The helper that runs commands in a thread gives a command's own output and nothing else."""

import asyncio
import sys
from contextlib import suppress

from tests.integration.clients.commands import run
from tests.nodes import free_port


async def test_what_a_node_logs_meanwhile_is_no_output_of_the_command() -> None:
    async def log() -> None:
        while True:
            sys.stdout.write("a line of the node's log\n")
            await asyncio.sleep(0)

    logging = asyncio.create_task(log())
    status, out, err = await run(f"http://127.0.0.1:{free_port()}", "show", "lamp")
    logging.cancel()
    with suppress(asyncio.CancelledError):
        await logging
    assert (status, out, err.count("\n")) == (2, "", 1)
