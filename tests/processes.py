"""Looks at the machine's processes, as `ps` does."""

from pathlib import Path


def mentioning(word: str) -> list[int]:
    """Return the processes whose command line has a word in it."""
    return [pid for pid, command in _commands() if word in command]


def child(parent: int, name: str) -> int:
    """Return the direct child of a process, by its program's name."""
    (pid,) = [pid for pid in mentioning(name) if _parent(pid) == parent]
    return pid


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _commands() -> list[tuple[int, str]]:
    commands = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                commands.append((int(entry.name), (entry / "cmdline").read_text()))
            except OSError:
                continue
    return commands
