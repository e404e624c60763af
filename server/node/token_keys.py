"""The keys that verify tokens: the node's secret, or the keys of the operator's identity provider.

A node with embedded stores makes its secret once and keeps it beside them.
"""

import os
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import jwt

from server.identity.jwks import FETCH_ERRORS, KeyFile, PublishedKeys, fits
from server.identity.tokens import PublicKey, SharedSecret, TokenRules, Tokens, VerificationKeys
from server.settings import Settings, SettingsError


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
    if settings.secret is not None:
        return Tokens(SharedSecret(settings.secret), _rules(settings))
    if settings.redis_url is not None:
        raise SettingsError(
            "AUCTION_SECRET: must be set, or AUCTION_TOKEN_KEYS, together with AUCTION_REDIS_URL"
        )
    return Tokens(SharedSecret(_kept_secret(settings.data_dir / "secret")), _rules(settings))


def _kept_secret(file: Path) -> str:
    """Read the secret of this data directory, or make it; the first of several processes makes it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    except OSError as error:
        raise SettingsError(f"AUCTION_DATA_DIR: {error.strerror}: {file}") from None
    with os.fdopen(handle, "w") as out:
        out.write(secrets.token_hex(32))
    return file.read_text()


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
