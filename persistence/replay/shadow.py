"""Has a version of the product decide the archive again, in a process of that version (0216)."""

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

import persistence
from persistence.replay.deciding import PROTOCOL, Decided, Difference, Hello, Report, header
from persistence.replay.progress import Progress
from persistence.replay.reading import Reading
from server.domain.types import Millis
from server.tasks import cancelled

HELLO_TIMEOUT_S = 60
"""A version needs a second to start, and more on a busy machine."""
_REPORT_BYTES_MAX = 1 << 20

_decode = msgspec.json.Decoder(Report).decode


class UnusableVersionError(Exception):
    """The other version can't be run, or has ended before its last decision."""


@dataclass(frozen=True, slots=True)
class Version:
    """An installed version: its interpreter, and the folder in which it is run."""

    python: Path
    folder: Path

    @classmethod
    def at(cls, path: Path) -> "Version":
        """Return the version of a checkout, or the one that an interpreter has installed.

        A checkout without an environment of its own, in `.venv`, is run by this interpreter. Raises
        UnusableVersionError if there is no version.
        """
        if path.is_dir():
            if not (path / "persistence").is_dir():
                raise UnusableVersionError(f"{path} is no checkout of the product")
            own = path / ".venv/bin/python"
            return cls(own.absolute() if own.exists() else Path(sys.executable), path)
        if not os.access(path, os.X_OK):
            raise UnusableVersionError(f"{path} is neither a checkout nor an interpreter")
        return cls(path.absolute(), Path("/"))

    @classmethod
    def this(cls) -> "Version":
        """Return the version that is running."""
        return cls(Path(sys.executable), Path(persistence.__file__).parents[1])


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers of a replay."""

    items: int
    events: int
    differences: int


async def replay(
    archive: Reading,
    version: Version,
    since: Millis,
    *,
    found: Callable[[Difference], None],
    progress: Progress,
) -> Summary:
    """Have the version decide the archive's events since a moment again; `found` gets each difference.

    Raises UnusableVersionError.
    """
    process = await asyncio.create_subprocess_exec(
        *(version.python, "-m", "persistence", "decide"),
        cwd=version.folder,
        # It reads no settings, and must not find this version's modules.
        env={name: value for name, value in os.environ.items() if not _is_ours(name)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=_REPORT_BYTES_MAX,
    )
    sending: asyncio.Task[tuple[int, int]] | None = None
    try:
        await _greeted(process)
        progress.begin(archive.events_count)
        sending = asyncio.create_task(_send(archive, process, since))
        decided, differences = await _receive(process, found, progress)
        items, events = await sending
        status = await process.wait()
    finally:
        if sending is not None:
            await cancelled(sending)
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if status or decided != events:
        raise UnusableVersionError(
            f"it ended with status {status} after {decided:,} of {events:,} events"
        )
    return Summary(items, events, differences)


def _is_ours(name: str) -> bool:
    return name.startswith(("AUCTION_", "PYTHON")) or name == "VIRTUAL_ENV"


async def _greeted(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None, "its output is a pipe"
    line = b""
    with suppress(TimeoutError):
        async with asyncio.timeout(HELLO_TIMEOUT_S):
            line = await process.stdout.readline()
    if not line:
        raise UnusableVersionError("it can't be started, or has no command `decide`")
    if _report(line) != Hello(PROTOCOL):
        raise UnusableVersionError(f"it speaks another protocol than {PROTOCOL}: {line.decode()}")


async def _send(
    archive: Reading, process: asyncio.subprocess.Process, since: Millis
) -> tuple[int, int]:
    """Send all events; return the numbers of items and events. A version that has ended takes no more."""
    assert process.stdin is not None, "its input is a pipe"
    items = events = 0
    try:
        async for item in archive.items():
            process.stdin.write(header(item.item_id, since) + b"\n")
            items += 1
            while rows := await item.events.of(item.item_id):
                process.stdin.writelines(row["body"].encode() + b"\n" for row in rows)
                events += len(rows)
                await process.stdin.drain()
    except (BrokenPipeError, ConnectionResetError):
        pass  # Its status and its last report tell the reason.
    finally:
        process.stdin.close()
    return items, events


async def _receive(
    process: asyncio.subprocess.Process, found: Callable[[Difference], None], progress: Progress
) -> tuple[int, int]:
    """Pass on all differences; return the numbers of decided events and of differences."""
    assert process.stdout is not None, "its output is a pipe"
    decided = differences = 0
    async for line in process.stdout:
        match _report(line):
            case Difference() as difference:
                differences += 1
                found(difference)
            case Decided(events=events):
                decided += events
                progress.add(events)
            case Hello():
                pass  # It has been greeted.
    return decided, differences


def _report(line: bytes) -> Report:
    try:
        report: Report = _decode(line)
    except msgspec.DecodeError:
        raise UnusableVersionError(f"it answers with {line[:200]!r}") from None
    return report
