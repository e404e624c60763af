"""`make load`: a node with embedded stores, the standard Locust scenario against it, and its report.

Writes Locust's HTML and CSV to loadtest/results/locust/, and its table into docs/results.md. The exit
status is Locust's: 0 when the contract allows every answer, 1 when it doesn't, 2 when it could not run.
"""

import argparse
import asyncio
import secrets
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import msgspec

from loadtest.bench.publish.pages import PublishError, publish
from loadtest.launch import LaunchError, free_port, running_server
from loadtest.scenarios.shapes import SHAPES

RESULTS = Path(__file__).with_name("results") / "locust"
LOCUSTFILE = Path(__file__).with_name("scenarios") / "locustfile.py"
CANNOT_RUN = 2
GRACE_S = 60
"""How much longer than its plan a run may take before it is ended."""


def main() -> int:
    """Run the scenario; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m loadtest.load", description=__doc__)
    parser.add_argument("--shape", choices=sorted(SHAPES), default="rush")
    parser.add_argument("--crowd", type=int, default=200, help="the largest number of users")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--results", type=Path, default=RESULTS, help="the folder of the reports")
    arguments = parser.parse_args()
    try:
        return asyncio.run(_load(arguments))
    except (LaunchError, PublishError) as error:
        print(f"can't run: {error}", file=sys.stderr)
        return CANNOT_RUN


async def _load(arguments: argparse.Namespace) -> int:
    arguments.results.mkdir(parents=True, exist_ok=True)
    port, secret = free_port(), secrets.token_hex(32)
    with tempfile.TemporaryDirectory(prefix="auction-load-") as data_dir:
        env = {"AUCTION_DATA_DIR": data_dir, "AUCTION_PORT": str(port), "AUCTION_SECRET": secret}
        # All users come from one address, and the limits per address are made for few people behind one.
        env |= {"AUCTION_NODE": "load", "AUCTION_RATE_LIMITS": "off"}
        url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "server"]
        async with running_server(command, env, f"{url}/healthz"):
            status = await _locust(arguments, url, secret)
    if status != CANNOT_RUN:
        _publish(arguments)
    return status


def _publish(arguments: argparse.Namespace) -> None:
    """Store the run's options beside its results; publish the results of the repository's own folder."""
    asked = {name: getattr(arguments, name) for name in ("shape", "crowd", "seconds")}
    plan = msgspec.json.encode({**asked, "locust": version("locust")})
    (arguments.results / "plan.json").write_bytes(plan + b"\n")
    if arguments.results.resolve() == RESULTS:
        publish()


async def _locust(arguments: argparse.Namespace, url: str, secret: str) -> int:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "locust", "--headless", "--only-summary"),
        *("--locustfile", str(LOCUSTFILE), "--host", url, "--secret", secret),
        *("--shape", arguments.shape, "--crowd", str(arguments.crowd)),
        *("--crowd-seconds", str(arguments.seconds), "--stop-timeout", "10"),
        *("--html", str(arguments.results / "report.html")),
        *("--csv", str(arguments.results / "locust")),
    )
    try:
        return await asyncio.wait_for(process.wait(), arguments.seconds + GRACE_S)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise LaunchError("Locust has not ended in time") from None


if __name__ == "__main__":
    sys.exit(main())
