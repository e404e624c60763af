"""Connects the sockets: at a rate, a bounded number at once, from as many source addresses as needed.

A connection is a pair of addresses and ports, and one source address has some 28,000 ephemeral ports. All
of 127.0.0.0/8 is this machine, so there are source addresses for a swarm of any size.
"""

import asyncio
import time
from collections.abc import Sequence

from loadtest.swarm.sockets.link import Link, LinkLostError
from loadtest.swarm.sockets.run_state import RunState

SOCKETS_PER_ADDRESS = 20_000
AT_ONCE = 200
TIMEOUT_S = 30.0
FAILURES_MAX = 20


async def connect_all(state: RunState, links: Sequence[Link], rate: float) -> None:
    """Connect every link and wait until it is ready; FAILURES_MAX lost sockets fail the run."""
    places = asyncio.Semaphore(AT_ONCE)
    start = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for number, link in enumerate(links):
            await places.acquire()
            await asyncio.sleep(max(0, start + number / rate - time.perf_counter()))
            losses = state.tally.losses
            if losses.total() >= FAILURES_MAX:
                reason, _ = losses.most_common(1)[0]
                state.fail(f"{losses.total()} sockets were lost while connecting; mostly: {reason}")
            if state.failure is not None:
                return
            arriving = tasks.create_task(_connect(state, link, source_address(number)))
            arriving.add_done_callback(lambda _: places.release())


def source_address(number: int) -> str:
    """Return the source address of the socket with this number: 127.0.0.2 and on."""
    high, low = divmod(number // SOCKETS_PER_ADDRESS + 2, 256)
    return f"127.0.{high}.{low}"


async def connect(state: RunState, link: Link, source: str) -> bool:
    """Connect a link from an address; return whether it is ready. A link that isn't counts as lost."""
    loop = asyncio.get_running_loop()
    ready = link.ready = loop.create_future()
    node = link.node
    try:
        async with asyncio.timeout(TIMEOUT_S):
            await loop.create_connection(lambda: link, node.host, node.port, local_addr=(source, 0))
            await ready
    except LinkLostError:
        pass  # The link has counted itself as lost.
    except TimeoutError:
        reason = f"{link.stage.value} took more than {TIMEOUT_S:g} s"
        if not link.cut(reason):
            state.lost(node, reason)
    except OSError as error:
        state.lost(node, str(error))
    else:
        return True
    finally:
        link.ready = None
    return False


async def _connect(state: RunState, link: Link, source: str) -> None:
    began = time.perf_counter()
    if await connect(state, link, source):
        state.tally.connect.add_s(time.perf_counter() - began)
