"""The CPU time and RAM of processes, from /proc."""

import asyncio
import os
import sys
import time

from loadtest.swarm.meters.processes import Watched, peak_bytes, usage

BURN_S = 0.3
BURN = f"import time\nwhile time.process_time() < {BURN_S}: pass"
CHILD = f"import subprocess, sys, time\nsubprocess.Popen([sys.executable, '-c', {BURN!r}])\n"


async def test_the_usage_of_a_process_is_measured() -> None:
    before = usage(Watched("this", os.getpid()))
    began = time.process_time()
    while time.process_time() - began < BURN_S:
        pass
    after = usage(Watched("this", os.getpid()))
    assert before is not None
    assert after is not None
    assert after.cpu_s - before.cpu_s >= BURN_S - 0.02
    assert after.resident_bytes > 10_000_000
    assert (peak_bytes(os.getpid()) or 0) >= after.resident_bytes


async def test_only_a_family_includes_the_usage_of_its_children() -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", f"{CHILD}time.sleep(60)")
    try:
        single, family = Watched("one", process.pid), Watched("all", process.pid, family=True)
        for _ in range(500):
            await asyncio.sleep(0.1)
            alone, together = usage(single), usage(family)
            if alone and together and together.cpu_s - alone.cpu_s >= BURN_S - 0.02:
                break
        else:
            raise AssertionError("the child's time was never seen")
    finally:
        process.kill()
        await process.wait()


async def test_a_process_that_is_not_there_has_no_usage() -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await process.wait()
    assert usage(Watched("gone", process.pid)) is None
    assert peak_bytes(process.pid) is None
