"""The logins that the command line keeps, in a file that only its user can read.

It is `auction/logins.json` in the user's configuration folder (`XDG_CONFIG_HOME`, else `~/.config`), with
a login for each server and the address of the last one. A token is sent to its own server only.
"""

import os
import tempfile
from pathlib import Path

import msgspec
from msgspec import Struct

from auction_client.errors import WrongUsage

_FILE_MODE, _FOLDER_MODE = 0o600, 0o700


class Login(Struct, frozen=True, kw_only=True):
    """A user of a server, and the token to act with."""

    user_id: str
    handle: str
    role: str
    token: str
    expires_at: int | None = None
    """In seconds since the epoch, as in the token."""


class Logins(Struct, kw_only=True):
    """The logins by the addresses of their servers."""

    server: str | None = None
    logins: dict[str, Login] = {}


class LoginFile:
    """Reads and writes the logins."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or _usual_path()

    def read(self) -> Logins:
        """Return the logins, none if there is no file; raises WrongUsage if it can't be read."""
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=Logins)
        except FileNotFoundError:
            return Logins()
        except OSError as error:
            raise WrongUsage(f"{self.path} can't be read: {error.strerror}") from None
        except msgspec.MsgspecError:
            raise WrongUsage(f"{self.path} holds no logins: remove it, and log in again") from None

    def keep(self, url: str, login: Login) -> None:
        """Keep a login, and use its server from now on; raises WrongUsage if it can't be written."""
        logins = self.read()
        logins.server = url
        logins.logins[url] = login
        self._write(logins)

    def forget(self, url: str) -> bool:
        """Remove the login of a server; return whether there was one."""
        logins = self.read()
        if logins.logins.pop(url, None) is None:
            return False
        self._write(logins)
        return True

    def _write(self, logins: Logins) -> None:
        """Replace the file as a whole, so that it is never half written nor readable by others."""
        try:
            self.path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self.path.parent, prefix=".logins-")
        except OSError as error:
            raise WrongUsage(f"{self.path} can't be written: {error.strerror}") from None
        written = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                os.fchmod(descriptor, _FILE_MODE)
                file.write(msgspec.json.format(msgspec.json.encode(logins)))
            written.replace(self.path)
        except OSError as error:
            written.unlink(missing_ok=True)
            raise WrongUsage(f"{self.path} can't be written: {error.strerror}") from None


def _usual_path() -> Path:
    folder = os.environ.get("XDG_CONFIG_HOME")
    try:
        base = Path(folder) if folder and Path(folder).is_absolute() else Path.home() / ".config"
    except RuntimeError:
        raise WrongUsage("there is no home directory: set XDG_CONFIG_HOME") from None
    return base / "auction" / "logins.json"
