"""One run: empty stores, a server on them, the swarm against it, and for an audited load the audit.

Whatever a server does, a run ends: everything that is waited for has a limit.
"""

import asyncio
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from loadtest.bench.place import Cores, Service, empty_stores, serving
from loadtest.bench.plan import Load, Server
from loadtest.bench.results import Run
from loadtest.sale import SaleError

OFF = {"AUCTION_RATE_LIMITS": "off"}
"""A limit per bidder is right for people; here it would be what is measured."""
ONE_ADDRESS = {"AUCTION_SOCKETS_PER_ADDRESS": "1000000"}
SETTLE_S = 3
"""A server that is this far behind is so slow that its last answers change nothing."""
GRACE_S = 60
"""How much longer than its measuring time the swarm may take before it is ended."""
SOCKETS_PER_S = 100
"""How fast sockets come to a slow server."""
AUDIT_S = 60
DROP_S = 150
"""How much longer it may take when all are dropped and come back."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What all runs of a bench share."""

    cores: Cores
    template: Path
    secret: str
    seconds: float


async def measure(bench: Bench, server: Server, load: Load) -> Run:
    """Carry out a run. Raises SaleError when stores, server or balancer don't come up."""
    with tempfile.TemporaryDirectory(prefix="auction-bench-") as folder:
        found = Path(folder)
        async with empty_stores(bench.template, server.durability, bench.cores) as (stores, pid):
            env = {
                **stores,
                "AUCTION_SECRET": bench.secret,
                **(ONE_ADDRESS if load.limits else OFF),
            }
            async with serving(server, env, bench.cores, found) as service:
                watched = {**service.processes, "stores": f"{pid}+"}
                figures, wrong = await _swarm(bench, load, service, watched, found)
                if load.audited and figures:
                    wrong += await _collect(server, service, env, found)
            audit = None
            if load.audited and figures:
                audit, faults = await _audit(server, env, found)
                wrong += faults
    return Run(server.name, load.name, figures, wrong, audit)


async def _swarm(
    bench: Bench, load: Load, service: Service, watched: Mapping[str, object], found: Path
) -> tuple[dict[str, Any], list[str]]:
    """Return the swarm's figures and what it found wrong; no figures when it could not run."""
    file = found / "swarm.json"
    watch = [word for name, pid in watched.items() for word in ("--pid", f"{name}={pid}")]
    evidence = ("--evidence", str(_evidence(found))) if load.audited else ()
    status, said = await _ended(
        *("taskset", "--cpu-list", str(bench.cores.rest), sys.executable, "-m", "loadtest.swarm"),
        *("--url", service.url, "--secret", bench.secret, "--seconds", str(bench.seconds)),
        *("--settle", str(SETTLE_S), "--json", str(file), *watch, *evidence, *load.swarm),
        timeout_s=bench.seconds + GRACE_S + _sockets(load) / SOCKETS_PER_S + DROP_S * load.limits,
    )
    if not file.exists():
        return {}, [f"the swarm has ended with status {status}: {said}"]
    figures: dict[str, Any] = msgspec.json.decode(file.read_bytes())
    return figures, list(figures["wrong"])


async def _collect(
    server: Server, service: Service, env: Mapping[str, str], found: Path
) -> list[str]:
    """Add the hot state to the evidence, and the product's archive; return what went wrong."""
    urls = [word for url in service.node_urls for word in ("--url", url)]
    archive = ("--database", env["AUCTION_DATABASE_URL"]) if server.is_ours else ()
    status, said = await _ended(
        *(sys.executable, "-m", "loadtest.audit", "collect", str(_evidence(found))),
        *(*urls, *archive),
        timeout_s=AUDIT_S,
    )
    return [f"the evidence is not whole: {said}"] if status else []


async def _audit(
    server: Server, env: Mapping[str, str], found: Path
) -> tuple[dict[str, int | str] | None, list[str]]:
    """Return the result per invariant, and whatever is violated or could not be checked."""
    directory = _evidence(found)
    if not server.is_ours:
        # A baseline's queue has run empty now that it has ended.
        export = (sys.executable, "-m", "loadtest.baselines.archive", str(directory))
        await _ended(*export, "--database", env["AUCTION_DATABASE_URL"], timeout_s=AUDIT_S)
    check = (sys.executable, "-m", "loadtest.audit", "check", str(directory), "--json")
    _, said = await _ended(*check, timeout_s=AUDIT_S, output=True)
    try:
        invariants = msgspec.json.decode(said)["invariants"]
    except (msgspec.DecodeError, KeyError, TypeError):
        return None, [f"the audit has not come to a judgement: {said[-300:]}"]
    counts = {letter: each["violation_count"] for letter, each in invariants.items()}
    faults = [f"{count} violations of {letter}" for letter, count in counts.items() if count]
    results = {letter: each["result"] for letter, each in invariants.items()}
    return {name: counts[name] or result for name, result in results.items()}, faults


def _sockets(load: Load) -> int:
    return int(load.swarm[load.swarm.index("--sockets") + 1])


def _evidence(found: Path) -> Path:
    return found / "evidence"


async def _ended(*command: str, timeout_s: float, output: bool = False) -> tuple[int, str]:
    """Run a command to its end; return its status and its last line of errors, or all its output.

    Raises SaleError if it can't be started. What is too slow is ended, and has status -9.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
    except OSError as error:
        raise SaleError(f"{command[0]}: {error.strerror}") from None
    try:
        async with asyncio.timeout(timeout_s):
            out, err = await process.communicate()
    except TimeoutError:
        return -9, f"it has not come to its end within {timeout_s:g} s"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    text = (out if output and out else err).decode(errors="replace").strip()
    assert process.returncode is not None
    return process.returncode, text if output else text.rpartition("\n")[2][-300:]
