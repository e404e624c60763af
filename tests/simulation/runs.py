"""Runs of seeds, each in a process of its own that ends with it."""

import asyncio
import os
import pickle
import shutil
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

import asyncpg

from tests.simulation.clocks import install
from tests.simulation.faults import Fault, may_lose
from tests.simulation.judge import findings
from tests.simulation.simulation import Outcome, Simulation

_TABLES = """
    SELECT string_agg(quote_ident(tablename), ',') FROM pg_tables
    WHERE schemaname = 'public' AND tablename NOT IN ('schema_migrations', 'settings')
"""


async def _empty(url: str) -> None:
    """Empty the archive for the next simulation."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"TRUNCATE {await connection.fetchval(_TABLES)} CASCADE")
    finally:
        await connection.close()


def run(seed: int, faults: Sequence[Fault], url: str) -> Outcome:
    """Run a seed with these faults on an empty archive; return what was found."""
    asyncio.run(_empty(url))
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(_outcome(seed, faults, url), pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        content = pipe.read()
    os.waitpid(child, 0)
    if not content:
        return Outcome(seed, findings=["the process of the simulation has died"])
    outcome: Outcome = pickle.loads(content)
    return outcome


def _outcome(seed: int, faults: Sequence[Fault], url: str) -> Outcome:
    folder = Path(tempfile.mkdtemp(prefix="simulation-"))
    install(seed)
    simulation = Simulation(seed, faults, url, folder)
    try:
        outcome = simulation.run()
        outcome.findings = findings(outcome, folder, url, may_lose=may_lose(faults))
        shutil.rmtree(folder)
    except BaseException:
        outcome = simulation.outcome
        outcome.findings.append(traceback.format_exc(limit=-6))
    sys.stdout.flush()
    return outcome
