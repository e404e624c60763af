"""How the sockets come: at a rate, a bounded number of them at once, from as many addresses as needed.

A connection is a pair of addresses and ports, and one source address has some 28,000 ports to give. All
of 127.0.0.0/8 is this machine, so a swarm of any size finds addresses to come from.
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
    """Connect every link and wait until it takes part; after too many failures the run has failed."""
    places = asyncio.Semaphore(AT_ONCE)
    start = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for number, link in enumerate(links):
            await places.acquire()
            await asyncio.sleep(max(0, start + number / rate - time.perf_counter()))
            losses = state.tally.losses
            if losses.total() >= FAILURES_MAX:
                why, _ = losses.most_common(1)[0]
                state.fail(f"{losses.total()} sockets were lost while they came; mostly: {why}")
            if state.failure is not None:
                return
            arriving = tasks.create_task(_come(state, link, source_address(number)))
            arriving.add_done_callback(lambda _: places.release())


def source_address(number: int) -> str:
    """Name the address that the socket of this number comes from: 127.0.0.2 and on."""
    high, low = divmod(number // SOCKETS_PER_ADDRESS + 2, 256)
    return f"127.0.{high}.{low}"


async def arrive(state: RunState, link: Link, source: str) -> bool:
    """Connect a link from an address; return whether it takes part. One that doesn't is counted as lost."""
    loop = asyncio.get_running_loop()
    ready = link.ready = loop.create_future()
    node = link.node
    try:
        async with asyncio.timeout(TIMEOUT_S):
            await loop.create_connection(lambda: link, node.host, node.port, local_addr=(source, 0))
            await ready
    except LinkLostError:
        pass  # The link has counted itself.
    except TimeoutError:
        why = f"{link.stage.value} took more than {TIMEOUT_S:g} s"
        if not link.cut(why):
            state.lost(node, why)
    except OSError as error:
        state.lost(node, str(error))
    else:
        return True
    finally:
        link.ready = None
    return False


async def _come(state: RunState, link: Link, source: str) -> None:
    began = time.perf_counter()
    if await arrive(state, link, source):
        state.tally.connect.add_s(time.perf_counter() - began)
