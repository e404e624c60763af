"""As whom PostgreSQL runs. It refuses to be root, and to be an account without a name.

A node in a container is often one of the two. An ordinary user: as that user. Else in a user
namespace that calls this account `nobody`, so that the files stay this account's. Where namespaces
aren't permitted (most containers) root can still change to the real `nobody`, and hand it the data.
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
    """Who a server runs as: a command to put before it, or a uid to change to."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None


async def unprivileged(*needed: Path) -> Account:
    """Return an account that isn't root and reaches the `needed` paths; else raises EmbeddedError."""
    if _is_ordinary(os.geteuid()):
        return Account()
    unshare = shutil.which("unshare")
    if unshare and await _works(unshare, *_MAP_TO_NOBODY, "true"):
        return Account(prefix=(unshare, *_MAP_TO_NOBODY))
    if os.geteuid() != 0:
        return Account()  # initdb says what it lacks
    for path in needed:
        _check_reachable(path)
    return Account(uid=_NOBODY)


def hand_over(path: Path, account: Account) -> None:
    """Give `path` and all below it to the account, if it isn't the owner already.

    Also takes it back: what `nobody` had is root's again where namespaces have become permitted.
    Only root can do either.
    """
    uid = os.geteuid() if account.uid is None else account.uid
    owner = path.stat().st_uid
    if owner == uid:
        return
    if os.geteuid() != 0:
        raise EmbeddedError(f"{path} belongs to the account {owner}: start the node as that one")
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
