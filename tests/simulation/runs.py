"""Runs of seeds, each in a process of its own that ends with it."""

import asyncio
import os
import pickle
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

import asyncpg

from tests.simulation.clocks import install
from tests.simulation.faults import Fault, durability, may_lose
from tests.simulation.judge import findings
from tests.simulation.outcome import Outcome
from tests.simulation.simulation import Simulation
from tests.simulation.trace import Trace, first_difference

_TABLES = """
    SELECT string_agg(quote_ident(tablename), ',') FROM pg_tables
    WHERE schemaname = 'public' AND tablename NOT IN ('schema_migrations', 'settings')
"""


_VIRTUAL_TIME = """
    CREATE SCHEMA simulated;
    CREATE FUNCTION simulated.now() RETURNS timestamptz STABLE LANGUAGE sql
        RETURN to_timestamp(current_setting('simulated.now')::float8);
    DO $$ DECLARE found record; BEGIN
        FOR found IN SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND column_default = 'now()'
        LOOP
            EXECUTE format('ALTER TABLE %I ALTER %I SET DEFAULT simulated.now()',
                found.table_name, found.column_name);
        END LOOP;
    END $$
"""


async def prepare(url: str) -> None:
    """Give the server the virtual time, and keep its plans: the order of rows may follow from them."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("ALTER SYSTEM SET autovacuum = off")
        await connection.execute("SELECT pg_reload_conf()")
        await connection.execute(_VIRTUAL_TIME)
    finally:
        await connection.close()


async def _empty(url: str) -> None:
    """Empty the archive for the next simulation."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"TRUNCATE {await connection.fetchval(_TABLES)} CASCADE")
    finally:
        await connection.close()


def run_twice(seed: int, faults: Sequence[Fault], url: str) -> Outcome:
    """Run a seed two times, the second time with other addresses in memory; a difference is a finding."""
    with tempfile.TemporaryDirectory(prefix="traces-") as folder:
        first, second = Path(folder, "first"), Path(folder, "second")
        outcome = run(seed, faults, url, trace=first)
        again = run(seed, faults, url, trace=second, shaken=True)
        if again.fingerprint != outcome.fingerprint:
            difference = first_difference(first, second) or "what was written differs"
            outcome.findings.append(f"not repeatable: {difference}")
    return outcome


def run(
    seed: int,
    faults: Sequence[Fault],
    url: str,
    *,
    trace: Path | None = None,
    shaken: bool = False,
) -> Outcome:
    """Run a seed with these faults on an empty archive; return what was found.

    `trace` and `shaken` are those of `Trace`.
    """
    asyncio.run(_empty(url))
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(_outcome(seed, faults, url, Trace(trace, shaken=shaken)), pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        content = pipe.read()
    os.waitpid(child, 0)
    if not content:
        return Outcome(seed, findings=["the process of the simulation has died"])
    outcome: Outcome = pickle.loads(content)
    return outcome


def _outcome(seed: int, faults: Sequence[Fault], url: str, trace: Trace) -> Outcome:
    folder = Path(tempfile.mkdtemp(prefix="simulation-"))
    install(seed)
    simulation = Simulation(seed, faults, url, folder, trace)
    try:
        outcome = simulation.run()
        outcome.findings = findings(
            outcome,
            folder,
            url,
            may_lose=may_lose(faults),
            is_replicated=durability(seed) == "replicated",
        )
    except BaseException:
        outcome = simulation.outcome
        outcome.findings.append(traceback.format_exc(limit=-6))
    shutil.rmtree(folder)
    outcome.cpu_s = time.process_time()
    sys.stdout.flush()
    return outcome
