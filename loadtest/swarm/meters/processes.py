"""The CPU time and RAM of processes, from /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Watched:
    """A process to measure; `family` includes its descendants, such as PostgreSQL's backends."""

    name: str
    pid: int
    family: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """The CPU time of a process since its start, and its resident RAM."""

    cpu_s: float
    resident_bytes: int


def usage(process: Watched) -> Usage | None:
    """Return the usage of a process up to now; None if there is no process with that pid."""
    pids = _family(process.pid) if process.family else [process.pid]
    parts = [part for part in map(_of_one, pids) if part is not None]
    if not parts:
        return None
    cpu_s = sum(cpu for cpu, _ in parts)
    return Usage(cpu_s, sum(resident for _, resident in parts))


def peak_bytes(pid: int) -> int | None:
    """Return the most RAM that a process had resident so far; None if there is none with that pid."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return None
    sizes = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    return 1024 * sizes[0] if sizes else None


def _of_one(pid: int) -> tuple[float, int] | None:
    """Return the CPU seconds, including those of ended children, and the resident bytes."""
    fields = _stat(pid)
    if fields is None:
        return None
    # Fields 14-17 and 24 of proc(5): utime, stime, cutime, cstime, rss.
    return sum(map(int, fields[11:15])) * _TICK_S, int(fields[21]) * _PAGE_BYTES


def _stat(pid: int) -> list[str] | None:
    """Return the fields of /proc/PID/stat from the third on; the second may contain blanks."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return text[text.rindex(")") + 2 :].split()


def _family(pid: int) -> list[int]:
    """Return the pids of a process and of all its descendants."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))) is not None:
            parents[int(entry.name)] = int(fields[1])
    family = [pid]
    for member in family:
        family += [child for child, parent in parents.items() if parent == member]
    return family
