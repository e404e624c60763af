"""Reads of the machine's process table, like `ps`."""

from pathlib import Path


def mentioning(word: str) -> list[int]:
    """Return the pids of processes whose command line contains a word."""
    return [pid for pid, command in _commands() if word in command]


def children(parent: int, name: str) -> list[int]:
    """Return the pids of a process's direct children that run a program of this name."""
    return [pid for pid in mentioning(name) if _parent(pid) == parent]


def _parent(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None  # the process has ended meanwhile


def _commands() -> list[tuple[int, str]]:
    commands = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                commands.append((int(entry.name), (entry / "cmdline").read_text()))
            except OSError:
                continue
    return commands
