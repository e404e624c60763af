"""Where the keys come from that tokens are checked with."""

import os
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from stat import S_IMODE

import pytest

from server.domain.types import Role, UserId
from server.node.token_keys import open_tokens, secret_tokens
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

ALIEN = "redis://127.0.0.1:1"


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Run with the most careless umask there is."""
    before = os.umask(0)
    yield
    os.umask(before)


async def user_of(settings: Settings, token: str) -> str:
    """Return whom a token speaks for under some settings."""
    async with open_tokens(settings) as tokens:
        return tokens.verify(token).user_id


async def complaint_about(settings: Settings) -> str:
    """Return why the keys can't be had; they must not be."""
    with pytest.raises(SettingsError) as refused:
        async with open_tokens(settings):
            pytest.fail("opened")
    return str(refused.value)


# A secret


async def test_a_secret_that_is_set_is_used() -> None:
    settings = Settings(secret=SECRET, redis_url=ALIEN)
    assert await user_of(settings, signed(SECRET, "HS256")) == "u1"


def test_a_secret_that_is_set_is_written_nowhere(tmp_path: Path) -> None:
    secret_tokens(Settings(secret=SECRET, data_dir=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_nodes_that_share_a_redis_need_a_secret_that_they_share(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^AUCTION_SECRET: "):
        secret_tokens(Settings(redis_url=ALIEN, data_dir=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_with_embedded_stores_a_secret_is_made_once(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new" / "data")
    first = secret_tokens(settings).issue(UserId("u1"), "Ann", Role.BIDDER, ttl_s=60)
    assert secret_tokens(settings).verify(first).user_id == "u1"


@pytest.mark.usefixtures("open_umask")
def test_the_made_secret_is_long_and_for_its_owners_eyes_only(tmp_path: Path) -> None:
    secret_tokens(Settings(data_dir=tmp_path))
    file = tmp_path / "secret"
    assert S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_text()) == 64


def test_two_deployments_do_not_make_the_same_secret(tmp_path: Path) -> None:
    token = secret_tokens(Settings(data_dir=tmp_path / "a")).issue(
        UserId("u1"), "Ann", Role.ADMIN, ttl_s=60
    )
    with pytest.raises(Refused):
        secret_tokens(Settings(data_dir=tmp_path / "b")).verify(token)


def test_a_secret_with_a_line_end_is_the_same_secret(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET + "\n")
    tokens = secret_tokens(Settings(data_dir=tmp_path))
    assert tokens.verify(signed(SECRET, "HS256")).user_id == "u1"


async def test_a_data_directory_that_cannot_be_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    complaint = await complaint_about(Settings(data_dir=tmp_path / "data" / "below"))
    assert complaint.startswith("AUCTION_DATA_DIR: ")
    assert str(tmp_path) in complaint


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


async def test_with_an_identity_provider_a_secret_counts_for_nothing(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text(public_pem(rsa_key()))
    async with open_tokens(Settings(token_keys=str(file), secret=SECRET)) as tokens:
        assert not tokens.can_issue
        with pytest.raises(Refused):
            tokens.verify(signed(SECRET, "HS256"))


@pytest.mark.parametrize("content", ["", "not a key", '{"keys": []}', "{}", "\xff"])
async def test_a_file_without_keys_is_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / "keys"
    file.write_bytes(content.encode("latin-1"))
    complaint = await complaint_about(Settings(token_keys=str(file)))
    assert complaint.startswith("AUCTION_TOKEN_KEYS: ")
    assert len(complaint.splitlines()) == 1


@pytest.mark.parametrize("where", ["missing.pem", "."])
async def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, where: str) -> None:
    complaint = await complaint_about(Settings(token_keys=str(tmp_path / where)))
    assert complaint.startswith("AUCTION_TOKEN_KEYS: ")


@pytest.mark.parametrize(
    ("status", "document"),
    [(HTTPStatus.NOT_FOUND, jwks(k1=rsa_key("k1"))), (HTTPStatus.OK, '{"keys": []}')],
)
async def test_a_provider_without_keys_is_named(status: HTTPStatus, document: str) -> None:
    async with provider_of(document) as provider:
        provider.status = status
        complaint = await complaint_about(Settings(token_keys=provider.url))
    assert complaint.startswith("AUCTION_TOKEN_KEYS: ")
    assert len(complaint.splitlines()) == 1


async def test_a_provider_that_does_not_answer_is_named() -> None:
    async with provider_of("") as provider:
        gone = provider.url
    assert (await complaint_about(Settings(token_keys=gone))).startswith("AUCTION_TOKEN_KEYS: ")


@pytest.mark.parametrize("url", ["http://", "https://[", "http://127.0.0.1:99999/keys"])
async def test_an_address_that_is_none_is_named(url: str) -> None:
    assert (await complaint_about(Settings(token_keys=url))).startswith("AUCTION_TOKEN_KEYS: ")
