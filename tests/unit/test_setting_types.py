"""Lists in the environment are texts with commas."""

import pytest
from pydantic import TypeAdapter, ValidationError

from server.setting_types import DatabaseUrl, Networks, Origins, RedisUrl

REDIS, DATABASE = TypeAdapter[str](RedisUrl), TypeAdapter[str](DatabaseUrl)
ORIGINS, NETWORKS = TypeAdapter[list[str]](Origins), TypeAdapter[list[str]](Networks)


def test_a_list_is_split_at_commas() -> None:
    assert ORIGINS.validate_python(" https://A.example , http://b:80,") == [
        "https://a.example",
        "http://b:80",
    ]
    assert NETWORKS.validate_python("10.1.0.0/16,fd00::/8") == ["10.1.0.0/16", "fd00::/8"]
    assert NETWORKS.validate_python("") == []


@pytest.mark.parametrize("wrong", ["*,https://a.example", "a.example", "https://a.example/x"])
def test_what_is_no_origin_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        ORIGINS.validate_python(wrong)


@pytest.mark.parametrize("wrong", ["10.0.0.1/8", "localhost", "10.0.0.0/33"])
def test_what_is_no_network_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        NETWORKS.validate_python(wrong)


@pytest.mark.parametrize(
    ("store", "url"),
    [
        (REDIS, "redis://127.0.0.1"),
        (REDIS, "rediss://user:pa%2Fss@[::1]:6379/0?ssl_ca_certs=/ca"),
        (REDIS, "redis+sentinel://user:pass@a:1,[::1]:2/0/main"),
        (REDIS, "unix:///run/valkey.sock"),
        (DATABASE, "postgresql://user:pass@a:5432,b/auction?host=/run"),
        (DATABASE, "postgres:///auction"),
    ],
)
def test_an_address_of_a_store_is_kept_as_it_is(store: TypeAdapter[str], url: str) -> None:
    assert store.validate_python(url) == url


@pytest.mark.parametrize("store", [REDIS, DATABASE])
@pytest.mark.parametrize(
    "address",
    [
        "h:port",
        "h:65536",
        "a:1,b:x",
        "[::1]:x",
        "[::1",
        ":hid/den@h:1",
        "u:hid?den@h",
        "u:hid#den@h",
    ],
)
def test_a_port_that_is_none_is_refused_and_not_repeated(
    store: TypeAdapter[str], address: str
) -> None:
    scheme = "redis" if store is REDIS else "postgresql"
    with pytest.raises(ValidationError) as refused:
        store.validate_python(f"{scheme}://{address}")
    assert not any("hid" in error["msg"] for error in refused.value.errors())
