"""One run: empty stores, a server on them, the swarm against it, and the audit if the load is audited.

Every wait has a limit, so a run ends whatever the server does.
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
from loadtest.bench.results import Report, Run
from loadtest.launch import LaunchError

WITHOUT_RATE_LIMITS = {"AUCTION_RATE_LIMITS": "off"}
"""The node's limit per bidder is made for people; here the bench would measure the limit."""
ONE_ADDRESS = {
    "AUCTION_SOCKETS_PER_ADDRESS": "1000000",
    "AUCTION_ADDRESS_REQUESTS_PER_S": "1000000",
}
SETTLE_S = 3
"""The answers of a server that lags by more than this would not change the result."""
GRACE_S = 60
"""How much longer than its measuring time the swarm may take before it is ended."""
SOCKETS_PER_S = 100
"""The rate at which a slow server accepts sockets."""
AUDIT_S = 60
DROP_S = 150
"""The additional time of a run in which all sockets are dropped and come back."""


@dataclass(frozen=True, slots=True)
class Bench:
    """The state that all runs of a bench share."""

    cores: Cores
    template: Path
    secret: str
    seconds: float


async def measure(bench: Bench, server: Server, load: Load) -> Run:
    """Carry out a run. Raises LaunchError when stores, server or balancer don't come up."""
    with tempfile.TemporaryDirectory(prefix="auction-bench-") as name:
        folder = Path(name)
        async with empty_stores(bench.template, server.durability, bench.cores) as (stores, pid):
            limits = ONE_ADDRESS if load.rate_limits else WITHOUT_RATE_LIMITS
            env = {**stores, "AUCTION_SECRET": bench.secret, **limits}
            async with serving(server, env, bench.cores, folder) as service:
                watched = {**service.processes, "stores": f"{pid}+"}
                report, wrong = await _swarm(bench, load, service, watched, folder)
                if load.audited and report:
                    wrong += await _collect(server, service, env, folder)
            audit = None
            if load.audited and report:
                audit, faults = await _audit(server, env, folder)
                wrong += faults
    return Run(server.name, load.name, report, wrong, audit, service.durability)


async def _swarm(
    bench: Bench, load: Load, service: Service, watched: Mapping[str, object], folder: Path
) -> tuple[Report, list[str]]:
    """Return the swarm's report and the faults it found; the report is empty when it could not run."""
    file = folder / "swarm.json"
    watch = [word for name, pid in watched.items() for word in ("--pid", f"{name}={pid}")]
    evidence = ("--evidence", str(_evidence(folder))) if load.audited else ()
    drop_s = DROP_S if load.rate_limits else 0
    status, error = await _ended(
        *("taskset", "--cpu-list", str(bench.cores.support)),
        *(sys.executable, "-m", "loadtest.swarm"),
        *("--url", service.url, "--secret", bench.secret, "--seconds", str(bench.seconds)),
        *("--settle", str(SETTLE_S), "--json", str(file), *watch, *evidence, *load.swarm),
        timeout_s=bench.seconds + GRACE_S + _sockets(load) / SOCKETS_PER_S + drop_s,
    )
    if not file.exists():
        return {}, [f"the swarm has ended with status {status}: {error}"]
    report: dict[str, Any] = msgspec.json.decode(file.read_bytes())
    return report, list(report["wrong"])


async def _collect(
    server: Server, service: Service, env: Mapping[str, str], folder: Path
) -> list[str]:
    """Add the hot state to the evidence, and the product's archive; return the faults."""
    urls = [word for url in service.node_urls for word in ("--url", url)]
    archive = ("--database", env["AUCTION_DATABASE_URL"]) if server.is_ours else ()
    status, error = await _ended(
        *(sys.executable, "-m", "loadtest.audit", "collect", str(_evidence(folder))),
        *(*urls, *archive),
        timeout_s=AUDIT_S,
    )
    return [f"the evidence is not complete: {error}"] if status else []


async def _audit(
    server: Server, env: Mapping[str, str], folder: Path
) -> tuple[dict[str, int | str] | None, list[str]]:
    """Return the result of each invariant, and the invariants that are violated."""
    directory = _evidence(folder)
    if not server.is_ours:
        # The baseline has ended, so its queue is empty.
        export = (sys.executable, "-m", "loadtest.baselines.archive", str(directory))
        await _ended(*export, "--database", env["AUCTION_DATABASE_URL"], timeout_s=AUDIT_S)
    check = (sys.executable, "-m", "loadtest.audit", "check", str(directory), "--json")
    _, printed = await _ended(*check, timeout_s=AUDIT_S, output=True)
    try:
        invariants = msgspec.json.decode(printed)["invariants"]
    except (msgspec.DecodeError, KeyError, TypeError):
        return None, [f"the audit has reached no verdict: {printed[-300:]}"]
    counts = {letter: each["violation_count"] for letter, each in invariants.items()}
    faults = [f"{count} violations of {letter}" for letter, count in counts.items() if count]
    results = {letter: each["result"] for letter, each in invariants.items()}
    return {name: counts[name] or result for name, result in results.items()}, faults


def _sockets(load: Load) -> int:
    return int(load.swarm[load.swarm.index("--sockets") + 1])


def _evidence(folder: Path) -> Path:
    return folder / "evidence"


async def _ended(*command: str, timeout_s: float, output: bool = False) -> tuple[int, str]:
    """Run a command to its end; return its status and its last line of errors, or with `output` all output.

    Raises LaunchError if it can't be started. After `timeout_s` it is killed and has the status -9.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
    except OSError as error:
        raise LaunchError(f"{command[0]}: {error.strerror}") from None
    try:
        async with asyncio.timeout(timeout_s):
            out, err = await process.communicate()
    except TimeoutError:
        return -9, f"it has not ended within {timeout_s:g} s"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    text = (out if output and out else err).decode(errors="replace").strip()
    assert process.returncode is not None
    return process.returncode, text if output else text.rpartition("\n")[2][-300:]
