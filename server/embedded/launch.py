"""The step between fork and exec, run as a script in an interpreter of its own.

    python -I -S launch.py PARENT_PID DEATH_SIGNAL UID PROGRAM [ARGUMENT ...]

It becomes PROGRAM, which the kernel sends DEATH_SIGNAL when the process PARENT_PID dies, however
that happens (Linux; elsewhere the next start ends what was left, see `leftover`). UID is an account
to change to, or `-` to stay. A `preexec_fn` would run in a fork of a process with threads, where
Python may deadlock; a fresh interpreter costs 15 ms and can't.
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
    # After the change of account, which clears the setting; `unshare` and exec keep it.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent_pid:
            sys.exit("the node died while it was starting this store")
    os.execv(command[0], command)  # noqa: S606 - no shell is the point


def _become(uid: int) -> None:
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])
