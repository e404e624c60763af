"""Settings that are secrets, read from files: `AUCTION_SECRET_FILE` names the file of `AUCTION_SECRET`.

Compose, Kubernetes and systemd hand secrets over as files, which no listing of processes shows.
"""

import os
from collections.abc import Mapping
from pathlib import Path

PREFIX = "AUCTION_"
SUFFIX = "_FILE"
SECRETS = ("redis_url", "database_url", "secret", "other_secrets", "deposit_secret")
"""The settings that may stand in a file."""
FILE_BYTES_MAX = 64 * 1024


class SecretFileError(Exception):
    """A file can't be used. The message names its variable and the reason, in one line."""


def variables() -> list[str]:
    """Return the names of the variables that name files."""
    return [PREFIX + name.upper() + SUFFIX for name in SECRETS]


def secrets_in_files(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the settings whose files the environment names; raises SecretFileError."""
    found: dict[str, str] = {}
    for name, variable in zip(SECRETS, variables(), strict=True):
        path = environment.get(variable)
        if not path:
            continue
        found[name] = _text(variable, Path(path))
        # A program that starts nodes may hand on the values that it has read.
        if environment.get(variable.removesuffix(SUFFIX), found[name]) != found[name]:
            raise SecretFileError(f"{variable}: {variable.removesuffix(SUFFIX)} is set, too")
    return found


def _text(variable: str, path: Path) -> str:
    """Read a file without the white space around its text."""
    try:
        with path.open("rb") as file:
            text = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise SecretFileError(f"{variable}: {error.strerror}: {path}") from None
    try:
        secret = text.decode().strip()
    except UnicodeDecodeError:
        raise SecretFileError(f"{variable}: the file is not UTF-8: {path}") from None
    if not secret or len(text) > FILE_BYTES_MAX:
        reason = "empty" if not secret else "too long"
        raise SecretFileError(f"{variable}: the file is {reason}: {path}")
    return secret
