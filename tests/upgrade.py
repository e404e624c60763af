"""`make test-upgrade BASE=...`: nodes of an older version and of this one in one cluster, under load.

BASE is a commit or a tag of the repository, by default the last tag. Two nodes of BASE sell on empty
stores. This version's migrations are run beside them, then the nodes are replaced one after the other, and
one is taken back and replaced again. After each step the checks of `tests.faults` hold, and the audit at
the end.
Exit status: 0, or 1 if a check failed.
"""

import argparse
import asyncio
import io
import sys
import tarfile
import tempfile
from pathlib import Path

from server.embedded import embedded_postgres
from tests.faults.checks import ALARMS, SIGNS_OF_LOSS, Finding
from tests.faults.programme import Strike, carry_out
from tests.faults.rush import Rush
from tests.faults.scene import OneRedis, one_redis
from tests.nodes import ROOT
from tests.packages import output

MISUNDERSTANDINGS = frozenset({"message_unreadable", "schema_outdated", "journal_entry_refused"})
"""Log events which mean that a version does not understand the other one."""


def main() -> int:
    """Run the upgrade; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.upgrade", description=__doc__)
    parser.add_argument("base", nargs="?", default="", help="a commit or a tag of this repository")
    findings = asyncio.run(_upgraded(parser.parse_args().base))
    print(*findings, sep="\n")
    return 1 if findings else 0


async def _upgraded(base: str) -> list[Finding]:
    base = base or (await _git("describe", "--tags", "--abbrev=0")).decode().strip()
    with tempfile.TemporaryDirectory(prefix="auction-upgrade-") as name:
        folder = Path(name)
        old = folder / "old"
        archive = io.BytesIO(await _git("archive", base))
        with tarfile.open(fileobj=archive) as files:
            files.extractall(old, filter="data")
        print(f"from {base} to the version in {ROOT}", flush=True)
        async with embedded_postgres(folder) as database:
            await _migrate(old, database)
            async with one_redis(database, folder, root=old) as scene:
                alarms = ALARMS | SIGNS_OF_LOSS | MISUNDERSTANDINGS
                done = await carry_out(scene, _steps(old), folder, alarms=alarms, report=print)
                return done.findings


def _steps(old: Path) -> list[Strike[OneRedis]]:
    async def migrations_run_beside_old_nodes(scene: OneRedis, run: Rush) -> None:
        await _migrate(ROOT, scene.database)

    async def a_new_node_beside_an_old_one(scene: OneRedis, run: Rush) -> None:
        await _replace(scene, 0, ROOT)

    async def new_nodes_alone(scene: OneRedis, run: Rush) -> None:
        await _replace(scene, 1, ROOT)

    async def an_old_node_beside_a_new_one(scene: OneRedis, run: Rush) -> None:
        await _replace(scene, 0, old)

    async def new_nodes_alone_again(scene: OneRedis, run: Rush) -> None:
        await _replace(scene, 0, ROOT)

    return [
        migrations_run_beside_old_nodes,
        a_new_node_beside_an_old_one,
        new_nodes_alone,
        an_old_node_beside_a_new_one,
        new_nodes_alone_again,
    ]


async def _replace(scene: OneRedis, number: int, root: Path) -> None:
    node = scene.nodes[number]
    await node.stop()
    node.root = root
    await node.start()


async def _migrate(root: Path, database: str) -> None:
    command = (sys.executable, "-m", "persistence", "migrate")
    await output(*command, cwd=root, AUCTION_DATABASE_URL=database)


async def _git(*words: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *("git", *words), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    found, _ = await process.communicate()
    if process.returncode:
        raise SystemExit("Name a commit or a tag: make test-upgrade BASE=...")
    return found


if __name__ == "__main__":
    sys.exit(main())
