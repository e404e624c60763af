"""`make test-packages`: both Python distributions, installed into empty environments and used.

Needs a package registry for their dependencies. Exit status 1 if a step fails, with its output.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from tests.nodes import ROOT, free_port

LIMIT_S = 120
READY_TRIES = 120


async def output(*command: str | Path, cwd: Path, **variables: str) -> str:
    """Run a command to its end; return its output, or raise RuntimeError with it."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=cwd,
        env={**os.environ, **variables},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(LIMIT_S):
        out, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: {out.decode()}")
    return out.decode()


async def environment(folder: Path, distribution: str) -> Path:
    """Install a distribution into an empty environment; return the folder of its programs."""
    await output(sys.executable, "-m", "venv", folder, cwd=ROOT)
    await output(folder / "bin/pip", "install", "--quiet", distribution, cwd=ROOT)
    return folder / "bin"


async def use(folder: Path) -> None:
    """Run a node of one environment, and bid by the command line of the other."""
    client, product = await asyncio.gather(
        environment(folder / "client", "./clients/python"),
        environment(folder / "product", ".[embedded]"),
    )
    url = f"http://127.0.0.1:{free_port()}"
    node = await asyncio.create_subprocess_exec(
        *(product / "python", "-m", "server", "serve", "--demo"),
        cwd=folder,
        env={**os.environ, "AUCTION_PORT": url.rpartition(":")[2]},
    )
    try:
        await ready(client, url, folder)
        bid = ("bid", "lamp", "60.00", "--name", "Ann", "--url", url)
        print(await output(client / "auction", *bid, cwd=folder, XDG_CONFIG_HOME=str(folder)))
    finally:
        node.terminate()
        await node.wait()


async def ready(client: Path, url: str, folder: Path) -> None:
    """Wait until the node shows its sale."""
    for _ in range(READY_TRIES):
        try:
            await output(client / "auction", "search", "lamp", cwd=folder, AUCTION_URL=url)
        except RuntimeError:
            await asyncio.sleep(0.5)
        else:
            return
    raise RuntimeError("the node did not start")


def main() -> int:
    """Install and use both distributions; return the exit status."""
    with tempfile.TemporaryDirectory(prefix="auction-packages-") as folder:
        try:
            asyncio.run(use(Path(folder)))
        except RuntimeError as error:
            print(error, file=sys.stderr)
            return 1
    print("both distributions were installed and used")
    return 0


if __name__ == "__main__":
    sys.exit(main())
