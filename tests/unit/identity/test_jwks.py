"""An identity provider's published keys, over real HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from http import HTTPStatus

import aiohttp
import jwt
import pytest
from structlog.testing import capture_logs

from server.identity import jwks as jwks_module
from server.identity.jwks import KeyFile, PublishedKeys, fits, key_named, keys_in
from server.identity.tokens import Tokens
from server.wire.errors import Refused
from tests.unit.identity.keyring import ed_key, elliptic_jwk, jwks, public_pem, rsa_key, signed
from tests.unit.identity.provider import Provider, provider_of

WAIT_MAX_S = 20


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with provider_of(jwks(k1=rsa_key("k1"))) as running:
        yield running


@pytest.fixture
def fast_refresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jwks_module, "REFRESH_S", 0.01)


def token(kid: str) -> str:
    """Return a token signed with the key of that id."""
    return signed(rsa_key(kid), "RS256", kid=kid)


def knows(keys: PublishedKeys, kid: str) -> bool:
    """Return whether a token of that key is taken."""
    try:
        Tokens(keys).verify(token(kid))
    except Refused:
        return False
    return True


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(WAIT_MAX_S):
        while not holds():
            await asyncio.sleep(0.01)


async def test_published_keys_are_known_from_the_start(provider: Provider) -> None:
    keys = PublishedKeys(provider.url, "RS256")
    async with keys.running():
        assert Tokens(keys).verify(token("k1")).user_id == "u1"
        assert not knows(keys, "k2")


@pytest.mark.usefixtures("fast_refresh")
async def test_a_new_key_is_taken_and_an_old_one_dropped_when_they_are_published(
    provider: Provider,
) -> None:
    keys = PublishedKeys(provider.url, "RS256")
    async with keys.running():
        provider.document = jwks(k1=rsa_key("k1"), k2=rsa_key("k2"))
        await until(lambda: knows(keys, "k2"))
        assert knows(keys, "k1")
        provider.document = jwks(k2=rsa_key("k2"))
        await until(lambda: not knows(keys, "k1"))
        assert knows(keys, "k2")


@pytest.mark.usefixtures("fast_refresh")
@pytest.mark.parametrize(
    ("status", "document"),
    [
        (HTTPStatus.SERVICE_UNAVAILABLE, jwks(k2=rsa_key("k2"))),
        (HTTPStatus.OK, '{"keys": []}'),
        (HTTPStatus.OK, '{"keys": [{"kty": "RSA"}]}'),
        (HTTPStatus.OK, "rubbish"),
        (HTTPStatus.OK, "[]"),
    ],
)
async def test_a_provider_in_trouble_leaves_the_keys_that_we_have(
    provider: Provider, status: HTTPStatus, document: str
) -> None:
    keys = PublishedKeys(provider.url, "RS256")
    async with keys.running():
        provider.status, provider.document = status, document
        asked = provider.asked
        await until(lambda: provider.asked >= asked + 3)
        assert knows(keys, "k1")
        provider.status, provider.document = HTTPStatus.OK, jwks(k2=rsa_key("k2"))
        await until(lambda: knows(keys, "k2"))


@pytest.mark.usefixtures("fast_refresh")
async def test_a_provider_that_is_down_leaves_the_keys_that_we_have() -> None:
    async with AsyncExitStack() as stack:
        provider = await stack.enter_async_context(provider_of(jwks(k1=rsa_key("k1"))))
        keys = PublishedKeys(provider.url, "RS256")
        async with keys.running():
            await stack.aclose()
            with capture_logs() as logs:
                await until(lambda: len(logs) >= 2)
            assert {entry["event"] for entry in logs} == {"token_keys_not_refreshed"}
            assert knows(keys, "k1")


async def test_no_token_makes_us_fetch_anything(provider: Provider) -> None:
    keys = PublishedKeys(provider.url, "RS256")
    async with keys.running():
        for number in range(20):
            assert not knows(keys, f"k{number % 2 + 2}")
        await asyncio.sleep(0.05)
        assert provider.asked == 1


@pytest.mark.parametrize(
    ("status", "document", "error"),
    [
        (HTTPStatus.NOT_FOUND, jwks(k1=rsa_key("k1")), aiohttp.ClientResponseError),
        (HTTPStatus.OK, '{"keys": []}', jwt.PyJWTError),
    ],
)
async def test_a_node_does_not_start_without_keys(
    provider: Provider, status: HTTPStatus, document: str, error: type[Exception]
) -> None:
    provider.status, provider.document = status, document
    with pytest.raises(error):
        async with PublishedKeys(provider.url, "RS256").running():
            pytest.fail("started")


@pytest.mark.usefixtures("fast_refresh")
async def test_keys_are_not_fetched_any_more_once_stopped(provider: Provider) -> None:
    async with PublishedKeys(provider.url, "RS256").running():
        await until(lambda: provider.asked >= 2)
    asked = provider.asked
    await asyncio.sleep(0.05)
    assert provider.asked == asked
    assert "token-keys" not in {task.get_name() for task in asyncio.all_tasks()}


# A document's keys


def test_keys_of_kinds_that_we_cannot_use_are_passed_over() -> None:
    document = json.loads(jwks(k1=rsa_key("k1")))
    document["keys"] += [{"kty": "later", "kid": "k2"}, {"kid": "k3"}, elliptic_jwk("k4")]
    assert Tokens(KeyFile(json.dumps(document), "RS256")).verify(token("k1")).user_id == "u1"


RUBBISH = [
    b"",
    b"x",
    b"\xff",
    b"1",
    b"null",
    b"[]",
    b'"keys"',
    b"{}",
    b"[" * 10_000,
    b'{"keys": []}',
    b'{"keys": 1}',
    b'{"keys": [1]}',
    b'{"keys": [{}]}',
    b'{"keys": [{"kty": "RSA", "n": 5, "e": "AQAB"}]}',
    b'{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}',
    b" " * (jwks_module.DOCUMENT_BYTES_MAX + 1),
]


@pytest.mark.parametrize("document", RUBBISH, ids=range(len(RUBBISH)))
def test_a_document_without_a_key_is_refused(document: bytes) -> None:
    with pytest.raises(jwt.PyJWTError) as refused:
        keys_in(document, "RS256")
    assert len(str(refused.value).splitlines()) == 1


def test_a_document_without_a_key_for_the_algorithm_is_refused() -> None:
    document = json.dumps({"keys": [elliptic_jwk("k1")]}).encode()
    with pytest.raises(jwt.PyJWTError, match="no key for RS256"):
        keys_in(document, "RS256")


def test_a_private_key_and_rubbish_in_pem_do_not_fit() -> None:
    assert fits(public_pem(rsa_key()), "RS256")
    assert fits(public_pem(ed_key()), "EdDSA")
    assert not fits(public_pem(rsa_key()), "EdDSA")
    assert not fits(rsa_key(), "RS256")
    for algorithm in ("RS256", "EdDSA"):
        assert not fits("-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----", algorithm)


def test_a_token_that_names_no_key_is_checked_with_the_only_one() -> None:
    unnamed = signed(rsa_key("k1"), "RS256")
    assert Tokens(KeyFile(jwks(k1=rsa_key("k1")), "RS256")).verify(unnamed).user_id == "u1"


def test_a_token_that_names_none_of_several_keys_is_refused() -> None:
    keys = keys_in(jwks(k1=rsa_key("k1"), k2=rsa_key("k2")).encode(), "RS256")
    with pytest.raises(jwt.InvalidKeyError):
        key_named(keys, None)
