"""The common parts of the command lines: exit statuses, the output's encoding, a reader that leaves."""

import errno
import io
import os
import sys
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path

import asyncpg
import structlog

from server.embedded import EmbeddedError
from server.node.process.logs import configure_logs
from server.settings import SettingsError
from server.unknown_settings import unknown_variables

DONE, UNUSABLE, INTERRUPTED = 0, 2, 130

_UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO})

log = structlog.get_logger(__name__)


def run_command(command: Callable[[], int]) -> int:
    """Run a command that prints, with logs to standard error; return its exit status.

    It is UNUSABLE, with one line on standard error, if a setting or a store can't be used. It is DONE when
    nobody reads the output any more.
    """
    _prepare_output()
    configure_logs()
    warn_of_unknown_variables(os.environ)
    try:
        try:
            return command()
        finally:
            sys.stdout.flush()
    except (SettingsError, EmbeddedError) as error:
        return _unusable(str(error))
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return _unusable(f"PostgreSQL: {error}")
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        if not isinstance(error, BrokenPipeError) and error.errno not in _UNWRITABLE:
            raise
        # At exit Python would write the remainder to the same place, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return DONE
        return _unusable(f"the output can't be written: {error.strerror}")


def warn_of_unknown_variables(environment: Mapping[str, str]) -> None:
    """Log a line for each variable that looks like a setting and is none, with the likely one."""
    for name, known in unknown_variables(environment).items():
        meant = get_close_matches(name.upper(), known, n=1, cutoff=0.8)
        log.warning("variable_unknown", name=name, **({"meant": meant[0]} if meant else {}))


def _prepare_output() -> None:
    """Give closed outputs a place to write to, and escape characters that an output can't encode."""
    # An output is None where the process was started with a closed one.
    sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115 - open to the end
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115 - open to the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _unusable(reason: str) -> int:
    sys.stderr.write(" ".join(reason.split()) + "\n")
    return UNUSABLE
