"""The keys that verify tokens: the node's secret, or the keys of the operator's identity provider.

A node with embedded stores makes its secret once and keeps it beside them.
"""

import os
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import jwt

from server.identity.jwks import FETCH_ERRORS, KeyFile, PublishedKeys, fits
from server.identity.signatures import VerificationKeys
from server.identity.tokens import PublicKey, SharedSecret, TokenRules, Tokens
from server.setting_types import SECRET_CHARS_MIN
from server.settings import Settings, SettingsError

_SECRET_WAIT_S = 1.0


@asynccontextmanager
async def open_tokens(settings: Settings) -> AsyncIterator[Tokens]:
    """Yield the configured token verification; raises SettingsError if the keys can't be loaded."""
    source = settings.token_keys
    if source is None:
        yield secret_tokens(settings)
    elif source.startswith(("https://", "http://")):
        published = PublishedKeys(source, settings.token_algorithm)
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(published.running())
            except (*FETCH_ERRORS, ValueError) as error:
                raise SettingsError(
                    f"AUCTION_TOKEN_KEYS: the keys can't be loaded: {error!r}"
                ) from None
            yield Tokens(published, _rules(settings))
    else:
        yield Tokens(_keys_in_file(Path(source), settings.token_algorithm), _rules(settings))


def secret_tokens(settings: Settings) -> Tokens:
    """Return tokens that are signed with the node's secret; a node with embedded stores makes its own."""
    return _signed_with(node_secret(settings), settings)


def node_secret(settings: Settings) -> str:
    """Return the node's secret; a node with embedded stores makes its own. Raises SettingsError."""
    secret = _configured_secret(settings)
    if secret is None:
        _make_secret(_secret_file(settings))
        secret = _kept_secret(_secret_file(settings))
    return secret


def known_secret_tokens(settings: Settings) -> Tokens:
    """Return tokens that are signed with a secret that exists; raises SettingsError if there is none."""
    if settings.token_keys is not None:
        raise SettingsError("AUCTION_TOKEN_KEYS: is set, so the identity provider makes the tokens")
    secret = _configured_secret(settings)
    if secret is None:
        file = _secret_file(settings)
        if not file.exists():
            raise SettingsError(
                f"AUCTION_SECRET: must be set, or AUCTION_DATA_DIR: there is no secret in {file}, "
                "which a node makes at its first start"
            )
        secret = _kept_secret(file)
    return _signed_with(secret, settings)


def _signed_with(secret: str, settings: Settings) -> Tokens:
    """Return tokens that are signed with a secret; those of the other secrets are accepted, too."""
    others = tuple(map(SharedSecret, settings.other_secrets))
    return Tokens(SharedSecret(secret), _rules(settings), others=others)


def _configured_secret(settings: Settings) -> str | None:
    """Return the secret of the settings, None if the data directory keeps it; raises SettingsError."""
    if settings.secret is None and settings.redis_url is not None:
        raise SettingsError(
            "AUCTION_SECRET: must be set, or AUCTION_TOKEN_KEYS, together with AUCTION_REDIS_URL"
        )
    return settings.secret


def _secret_file(settings: Settings) -> Path:
    return settings.data_dir / "secret"


def _make_secret(file: Path) -> None:
    """Make the secret of this data directory unless it has one; the first of several processes makes it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"AUCTION_DATA_DIR: {error.strerror}: {file.parent}") from None
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    except OSError as error:
        raise SettingsError(f"AUCTION_DATA_DIR: {error.strerror}: {file}") from None
    with os.fdopen(handle, "w") as out:
        out.write(secrets.token_hex(32))


def _kept_secret(file: Path) -> str:
    """Read the secret of this data directory; raises SettingsError if it is none."""
    deadline = time.monotonic() + _SECRET_WAIT_S
    while True:
        try:
            secret = file.read_text().strip()
        except OSError as error:
            raise SettingsError(f"AUCTION_DATA_DIR: {error.strerror}: {file}") from None
        except UnicodeDecodeError:
            secret = ""
        if len(secret) >= SECRET_CHARS_MIN:
            return secret
        # Another process may have made the file and not yet written to it.
        if time.monotonic() >= deadline:
            raise SettingsError(
                f"AUCTION_DATA_DIR: no secret of {SECRET_CHARS_MIN} characters or more: {file}"
            )
        time.sleep(_SECRET_WAIT_S / 100)


def _rules(settings: Settings) -> TokenRules:
    return TokenRules(
        leeway_s=settings.token_leeway_s,
        issuer=settings.token_issuer,
        audience=settings.token_audience,
    )


def _keys_in_file(file: Path, algorithm: str) -> VerificationKeys:
    try:
        text = file.read_text()
        if text.lstrip().startswith("-----BEGIN"):
            if not fits(text, algorithm):
                raise SettingsError(f"AUCTION_TOKEN_KEYS: not a public key for {algorithm}: {file}")
            return PublicKey(text, algorithm)
        return KeyFile(text, algorithm)
    except (OSError, ValueError, jwt.PyJWTError) as error:
        raise SettingsError(f"AUCTION_TOKEN_KEYS: {' '.join(str(error).split())}") from None
