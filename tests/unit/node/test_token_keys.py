"""The sources of the keys that verify tokens."""

import os
import threading
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from stat import S_IMODE

import pytest

from server.domain.types import Role, UserId
from server.identity.tokens import TokenRules
from server.node import token_keys
from server.node.token_keys import known_secret_tokens, open_tokens, secret_tokens
from server.settings import Settings, SettingsError
from server.wire.errors import Refused
from tests.unit.identity.keyring import (
    SECRET,
    ed_key,
    jwks,
    public_pem,
    rsa_key,
    signed,
)
from tests.unit.identity.provider import provider_of

REDIS_URL = "redis://127.0.0.1:1"
_NOT_PEM = "-----BEGIN PUBLIC KEY-----\nrubbish\n-----END PUBLIC KEY-----\n"


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Run with an umask that removes no permission."""
    before = os.umask(0)
    yield
    os.umask(before)


async def user_of(settings: Settings, token: str) -> str:
    """Return the user id of a token that is valid under the settings."""
    async with open_tokens(settings) as tokens:
        return tokens.verify(token).user_id


async def error_of(settings: Settings) -> str:
    """Return the message of the SettingsError that the settings must cause."""
    with pytest.raises(SettingsError) as refused:
        async with open_tokens(settings):
            pytest.fail("opened")
    return str(refused.value)


# A secret


async def test_a_configured_secret_is_used() -> None:
    settings = Settings(secret=SECRET, redis_url=REDIS_URL)
    assert await user_of(settings, signed(SECRET, "HS256")) == "u1"


async def test_a_secret_is_replaced_without_ending_tokens() -> None:
    new = "a newer secret that only the tests know, too"
    before = Settings(secret=SECRET, other_secrets=[new], redis_url=REDIS_URL)
    after = Settings(secret=new, other_secrets=[SECRET], redis_url=REDIS_URL)
    for settings in (before, after):
        for secret in (SECRET, new):
            assert await user_of(settings, signed(secret, "HS256")) == "u1"


def test_a_configured_secret_is_not_written_to_disk(tmp_path: Path) -> None:
    secret_tokens(Settings(secret=SECRET, data_dir=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_node_with_a_redis_url_needs_a_configured_secret(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^AUCTION_SECRET: "):
        secret_tokens(Settings(redis_url=REDIS_URL, data_dir=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_with_embedded_stores_a_secret_is_made_once(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new" / "data")
    first = secret_tokens(settings).issue(UserId("u1"), "Ann", Role.BIDDER, ttl_s=60)
    assert secret_tokens(settings).verify(first).user_id == "u1"


@pytest.mark.usefixtures("open_umask")
def test_a_made_secret_is_long_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    secret_tokens(Settings(data_dir=tmp_path))
    file = tmp_path / "secret"
    assert S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_text()) == 64


def test_two_data_directories_get_different_secrets(tmp_path: Path) -> None:
    token = secret_tokens(Settings(data_dir=tmp_path / "a")).issue(
        UserId("u1"), "Ann", Role.ADMIN, ttl_s=60
    )
    with pytest.raises(Refused):
        secret_tokens(Settings(data_dir=tmp_path / "b")).verify(token)


def test_a_newline_at_the_end_of_a_secret_file_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET + "\n")
    tokens = secret_tokens(Settings(data_dir=tmp_path))
    assert tokens.verify(signed(SECRET, "HS256")).user_id == "u1"


async def test_a_data_directory_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    message = await error_of(Settings(data_dir=tmp_path / "data" / "below"))
    assert message.startswith("AUCTION_DATA_DIR: ")
    assert str(tmp_path) in message


def test_a_data_directory_that_is_a_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    for tokens in (secret_tokens, known_secret_tokens):
        with pytest.raises(SettingsError, match=r"^AUCTION_(DATA_DIR|SECRET): .*/data"):
            tokens(Settings(data_dir=tmp_path / "data"))
    assert (tmp_path / "data").read_text() == "a file"


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 64, b" \n" * 64])
def test_a_secret_file_without_a_secret_is_reported(
    tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(token_keys, "_SECRET_WAIT_S", 0.01)
    (tmp_path / "secret").write_bytes(content)
    for tokens in (secret_tokens, known_secret_tokens):
        with pytest.raises(SettingsError, match=r"^AUCTION_DATA_DIR: no secret"):
            tokens(Settings(data_dir=tmp_path))
    assert (tmp_path / "secret").read_bytes() == content


def test_a_secret_that_another_process_is_about_to_write_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "secret").touch()
    late = threading.Timer(0.05, (tmp_path / "secret").write_text, [SECRET])
    late.start()
    tokens = secret_tokens(Settings(data_dir=tmp_path))
    late.join()
    assert tokens.verify(signed(SECRET, "HS256")).user_id == "u1"


def test_a_secret_is_not_made_unasked(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^AUCTION_SECRET: must be set, or AUCTION_DATA_DIR"):
        known_secret_tokens(Settings(data_dir=tmp_path / "data"))
    assert list(tmp_path.iterdir()) == []
    secret_tokens(Settings(data_dir=tmp_path))
    token = known_secret_tokens(Settings(data_dir=tmp_path)).issue(
        UserId("u1"), "Ann", Role.BIDDER, ttl_s=60
    )
    assert secret_tokens(Settings(data_dir=tmp_path)).verify(token).user_id == "u1"


def test_no_token_is_made_where_the_identity_provider_makes_them(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^AUCTION_TOKEN_KEYS: "):
        known_secret_tokens(Settings(secret=SECRET, token_keys="keys.pem"))


async def test_the_rules_of_tokens_are_those_of_the_settings() -> None:
    settings = Settings(
        secret=SECRET, token_issuer="https://id.example", token_audience="us", token_leeway_s=5
    )
    async with open_tokens(settings) as tokens:
        assert tokens.rules == TokenRules(leeway_s=5, issuer="https://id.example", audience="us")


# An identity provider's keys


async def test_a_public_rsa_key_in_a_file_is_used(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text("\n" + public_pem(rsa_key()))
    settings = Settings(token_keys=str(file))
    assert await user_of(settings, signed(rsa_key(), "RS256")) == "u1"


async def test_a_public_ed25519_key_in_a_file_is_used(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text(public_pem(ed_key()))
    settings = Settings(token_keys=str(file), token_algorithm="EdDSA")
    assert await user_of(settings, signed(ed_key(), "EdDSA")) == "u1"


async def test_a_key_set_in_a_file_is_used(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(jwks(k1=rsa_key("k1"), k2=rsa_key("k2")))
    settings = Settings(token_keys=str(file))
    assert await user_of(settings, signed(rsa_key("k2"), "RS256", kid="k2")) == "u1"


async def test_a_published_key_set_is_used() -> None:
    async with provider_of(jwks(k1=rsa_key("k1"))) as provider:
        settings = Settings(token_keys=provider.url)
        assert await user_of(settings, signed(rsa_key("k1"), "RS256", kid="k1")) == "u1"


async def test_with_an_identity_provider_the_secret_is_ignored(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text(public_pem(rsa_key()))
    async with open_tokens(Settings(token_keys=str(file), secret=SECRET)) as tokens:
        assert not tokens.can_issue
        with pytest.raises(Refused):
            tokens.verify(signed(SECRET, "HS256"))


@pytest.mark.parametrize(
    "content", ["", "not a key", '{"keys": []}', "{}", "[]", "1", "[" * 10_000, "\xff", _NOT_PEM]
)
async def test_a_file_without_keys_is_reported(tmp_path: Path, content: str) -> None:
    file = tmp_path / "keys"
    file.write_bytes(content.encode("latin-1"))
    message = await error_of(Settings(token_keys=str(file)))
    assert message.startswith("AUCTION_TOKEN_KEYS: ")
    assert len(message.splitlines()) == 1


@pytest.mark.parametrize("where", ["missing.pem", "."])
async def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path, where: str) -> None:
    message = await error_of(Settings(token_keys=str(tmp_path / where)))
    assert message.startswith("AUCTION_TOKEN_KEYS: ")


@pytest.mark.parametrize(
    ("status", "document"),
    [
        (HTTPStatus.NOT_FOUND, jwks(k1=rsa_key("k1"))),
        (HTTPStatus.OK, '{"keys": []}'),
        (HTTPStatus.OK, "<html>\nlogin\n</html>"),
        (HTTPStatus.OK, "[]"),
    ],
)
async def test_a_provider_without_keys_is_reported(status: HTTPStatus, document: str) -> None:
    async with provider_of(document) as provider:
        provider.status = status
        message = await error_of(Settings(token_keys=provider.url))
    assert message.startswith("AUCTION_TOKEN_KEYS: ")
    assert len(message.splitlines()) == 1


async def test_a_provider_that_does_not_answer_is_reported() -> None:
    async with provider_of("") as provider:
        gone = provider.url
    assert (await error_of(Settings(token_keys=gone))).startswith("AUCTION_TOKEN_KEYS: ")


@pytest.mark.parametrize("url", ["http://", "https://[", "http://127.0.0.1:99999/keys"])
async def test_an_invalid_url_is_reported(url: str) -> None:
    assert (await error_of(Settings(token_keys=url))).startswith("AUCTION_TOKEN_KEYS: ")
