"""What processes have used, from /proc: CPU time and memory."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Watched:
    """A process to watch under a name; `family`: with its children, as PostgreSQL's connections are."""

    name: str
    pid: int
    family: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU time since a process began, and its resident memory."""

    cpu_s: float
    resident_bytes: int


def usage(process: Watched) -> Usage | None:
    """Return what a process has used up to now; None if there is none of that pid."""
    pids = _family(process.pid) if process.family else [process.pid]
    parts = [part for part in map(_of_one, pids) if part is not None]
    if not parts:
        return None
    cpu_s = sum(cpu for cpu, _ in parts)
    return Usage(cpu_s, sum(resident for _, resident in parts))


def _of_one(pid: int) -> tuple[float, int] | None:
    """Return CPU seconds, those of children that have ended included, and resident bytes."""
    fields = _stat(pid)
    if fields is None:
        return None
    # Fields 14-17 and 24 of proc(5): utime, stime, cutime, cstime, rss.
    return sum(map(int, fields[11:15])) * _TICK_S, int(fields[21]) * _PAGE_BYTES


def _stat(pid: int) -> list[str] | None:
    """Return the fields of /proc/PID/stat from the third on: the second may hold blanks."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return text[text.rindex(")") + 2 :].split()


def _family(pid: int) -> list[int]:
    """Return a process and all below it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))) is not None:
            parents[int(entry.name)] = int(fields[1])
    family = [pid]
    for member in family:
        family += [child for child, parent in parents.items() if parent == member]
    return family
