"""What tokens are checked with: the node's secret, or the keys of the operator's identity provider.

With embedded stores the secret is made once and kept beside them.
"""

import os
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import jwt

from server.identity.jwks import KeyFile, PublishedKeys
from server.identity.tokens import PublicKey, SharedSecret, Tokens, VerificationKeys
from server.settings import Settings, SettingsError


@asynccontextmanager
async def open_tokens(settings: Settings) -> AsyncIterator[Tokens]:
    """Check tokens as configured while inside; raises SettingsError when the keys can't be had."""
    where = settings.token_keys
    if where is None:
        yield secret_tokens(settings)
    elif where.startswith(("https://", "http://")):
        published = PublishedKeys(where, settings.token_algorithm)
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(published.running())
            except (aiohttp.ClientError, TimeoutError, jwt.PyJWTError) as error:
                raise SettingsError(f"AUCTION_TOKEN_KEYS: no keys there: {error!r}") from None
            yield Tokens(published)
    else:
        yield Tokens(_keys_in_file(Path(where), settings.token_algorithm))


def secret_tokens(settings: Settings) -> Tokens:
    """Make and check tokens with the node's secret; makes one for a node with embedded stores."""
    if settings.secret is not None:
        return Tokens(SharedSecret(settings.secret))
    if settings.redis_url is not None:
        raise SettingsError(
            "AUCTION_SECRET: must be set, or AUCTION_TOKEN_KEYS, with AUCTION_REDIS_URL"
        )
    return Tokens(SharedSecret(_kept_secret(settings.data_dir / "secret")))


def _kept_secret(file: Path) -> str:
    """Read the secret that was made for this data directory, or make it; whoever is first wins."""
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


def _keys_in_file(file: Path, algorithm: str) -> VerificationKeys:
    try:
        text = file.read_text()
        if text.lstrip().startswith("-----BEGIN"):
            return PublicKey(text, algorithm)
        return KeyFile(text, algorithm)
    except (OSError, ValueError, jwt.PyJWTError) as error:
        raise SettingsError(f"AUCTION_TOKEN_KEYS: {error}") from None
