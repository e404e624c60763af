"""The account that PostgreSQL runs as. It refuses to run as root, or as an account without a name.

A node in a container often runs as one of the two. PostgreSQL runs as the node's account if that is an
ordinary user. Otherwise it runs in a user namespace that maps the node's account to `nobody`, so that
the files still belong to the node's account. Where namespaces aren't permitted (most containers), root
changes to the real `nobody` and hands over the data.
"""

import asyncio
import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from server.embedded.errors import EmbeddedError

_NOBODY = 65534
_MAP_TO_NOBODY = ("-U", f"--map-user={_NOBODY}", f"--map-group={_NOBODY}", "--")


@dataclass(frozen=True, slots=True)
class Account:
    """The account of a server: a command to put before the server's own, or a uid to change to."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None


async def unprivileged(*needed: Path) -> Account:
    """Return an account that isn't root and can reach the `needed` paths; raises EmbeddedError."""
    if _is_ordinary(os.geteuid()):
        return Account()
    unshare = shutil.which("unshare")
    if unshare and await _works(unshare, *_MAP_TO_NOBODY, "true"):
        return Account(prefix=(unshare, *_MAP_TO_NOBODY))
    if os.geteuid() != 0:
        return Account()  # initdb reports the reason if it refuses this account
    for path in needed:
        _check_reachable(path)
    return Account(uid=_NOBODY)


def hand_over(path: Path, account: Account) -> None:
    """Give `path` and everything below it to the account, if it isn't the owner already.

    Files of `nobody` are given back to root where namespaces have become permitted. Only root can
    change owners; raises EmbeddedError for any other account.
    """
    uid = os.geteuid() if account.uid is None else account.uid
    owner = path.stat().st_uid
    if owner == uid:
        return
    if os.geteuid() != 0:
        raise EmbeddedError(
            f"{path} belongs to the account {owner}: start the node as that account"
        )
    for folder, _, files in os.walk(path, topdown=False):
        for entry in (*(Path(folder, file) for file in files), Path(folder)):
            os.chown(entry, uid, uid, follow_symlinks=False)


def _is_ordinary(uid: int) -> bool:
    try:
        return pwd.getpwuid(uid).pw_uid != 0
    except KeyError:
        return False


async def _works(*command: str) -> bool:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    return await process.wait() == 0


def _check_reachable(path: Path) -> None:
    for parent in path.parents:
        if not parent.stat().st_mode & 0o001:
            raise EmbeddedError(
                f"PostgreSQL can't run as root, and the account nobody can't enter {parent}: run "
                "the node as an ordinary user, or set AUCTION_DATABASE_URL to a running PostgreSQL"
            )
