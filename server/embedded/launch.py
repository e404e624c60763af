"""The step between fork and exec, run as a script in an interpreter of its own.

    python -I -S launch.py PARENT_PID DEATH_SIGNAL UID PROGRAM [ARGUMENT ...]

The script becomes PROGRAM. On Linux the kernel sends it DEATH_SIGNAL when the process PARENT_PID dies
for any reason; on other systems the next start ends a leftover server, see `leftover`. UID is the
account to change to, or `-` for none. A `preexec_fn` would run in a fork of a process with threads,
where Python may deadlock; a fresh interpreter costs 15 ms and has no threads.
"""

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1


def main(parent_pid: int, death_signal: int, uid: str, command: list[str]) -> None:
    """Replace this process with `command`."""
    os.umask(0o077)
    if uid != "-":
        _become(int(uid))
    # Set after the change of account, which clears the setting; `unshare` and exec keep it.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent_pid:
            sys.exit("the node died while it was starting this store")
    os.execv(command[0], command)  # noqa: S606 - deliberately without a shell


def _become(uid: int) -> None:
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])
