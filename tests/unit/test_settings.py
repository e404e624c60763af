"""The settings of a node: defaults, valid values, and the messages for invalid ones."""

import os
from pathlib import Path

import pytest

from server.settings import Settings, SettingsError, read_settings

SECRET = "a secret that only the tests know, long enough"

DEFAULTS: dict[str, object] = {
    "traces_url": None,
    "traces_share": 0.01,
    "host": "127.0.0.1",
    "port": 8080,
    "operations_port": None,
    "operations_host": "",
    "node": "",
    "redis_url": None,
    "database_url": None,
    "data_dir": Path("data"),
    "durability": "always",
    "maxmemory_mb": 1_024,
    "secret": None,
    "other_secrets": [],
    "token_keys": None,
    "token_algorithm": "RS256",
    "token_issuer": None,
    "token_audience": None,
    "token_leeway_s": 30,
    "open_registration": None,
    "allowed_origins": [],
    "shards": 1,
    "bid_timeout_ms": 2_000,
    "lock_ttl_ms": 1_000,
    "outage_min_ms": 3_000,
    "outage_margin_ms": 60_000,
    "outage_return_ms": 10_000,
    "redis_timeout_ms": 1_000,
    "start_timeout_s": 30,
    "drain_delay_s": 0,
    "drain_s": 5,
    "queue_size_max": 10_000,
    "journal_max": 500_000,
    "recent_bids_max": 200,
    "broadcast_interval_max_ms": 250,
    "recovery_window_ms": 120_000,
    "http_connections": 4_000,
    "rate_limits": "on",
    "handshakes_per_s": 1_000,
    "address_requests_per_s": 1_000,
    "user_requests_per_s": 50,
    "registrations_per_s": 20,
    "sockets_per_address": 2_000,
    "sockets_per_user": 50,
    "events_per_s": 50,
    "items_per_socket": 500,
    "trusted_proxies": 0,
    "webhook_networks": [],
    "webhook_timeout_s": 10,
    "webhook_retry_days": 3,
    "webhook_kept_days": 30,
    "deposit_secret": None,
    "web_dir": Path("clients/web/dist"),
}
INVALID = [
    ("TRACES_URL", "127.0.0.1:4318"),
    ("TRACES_SHARE", "1.1"),
    ("PORT", "http"),
    ("PORT", "0"),
    ("PORT", "65536"),
    ("PORT", "80.5"),
    ("WEBHOOK_NETWORKS", "10.0.0.1/8"),
    ("WEBHOOK_NETWORKS", "localhost"),
    ("WEBHOOK_TIMEOUT_S", "0"),
    ("OPERATIONS_PORT", "0"),
    ("OPERATIONS_PORT", "65536"),
    ("NODE", 101 * "n"),
    ("REDIS_URL", "127.0.0.1:6379"),
    ("REDIS_URL", "http://127.0.0.1"),
    ("DATABASE_URL", "mysql://127.0.0.1"),
    ("DURABILITY", "sometimes"),
    ("DURABILITY", "replicated"),
    ("MAXMEMORY_MB", "-1"),
    ("SECRET", "too short to be one"),
    ("OTHER_SECRETS", f"{SECRET}\ntoo short"),
    ("TOKEN_ALGORITHM", "HS256"),
    ("TOKEN_ALGORITHM", "none"),
    ("TOKEN_LEEWAY_S", "-1"),
    ("TOKEN_LEEWAY_S", "601"),
    ("OPEN_REGISTRATION", "maybe"),
    ("SHARDS", "0"),
    ("SHARDS", "101"),
    ("BID_TIMEOUT_MS", "99"),
    ("BID_TIMEOUT_MS", "2s"),
    ("LOCK_TTL_MS", "99"),
    ("LOCK_TTL_MS", "60001"),
    ("REDIS_TIMEOUT_MS", "-1"),
    ("QUEUE_SIZE_MAX", "0"),
    ("RECENT_BIDS_MAX", "0"),
    ("RECENT_BIDS_MAX", "5001"),
    ("RATE_LIMITS", "maybe"),
    ("HANDSHAKES_PER_S", "0"),
    ("ADDRESS_REQUESTS_PER_S", "0"),
    ("USER_REQUESTS_PER_S", "0"),
    ("REGISTRATIONS_PER_S", "0"),
    ("HTTP_CONNECTIONS", "9"),
    ("ALLOWED_ORIGINS", "shop.example"),
    ("ALLOWED_ORIGINS", "https://shop.example/"),
    ("ALLOWED_ORIGINS", "https://shop.example/page"),
    ("ALLOWED_ORIGINS", "https://*.example"),
    ("ALLOWED_ORIGINS", "ftp://shop.example"),
    ("ALLOWED_ORIGINS", "null"),
    ("ALLOWED_ORIGINS", "*,https://shop.example"),
    ("SOCKETS_PER_ADDRESS", "0"),
    ("SOCKETS_PER_USER", "0"),
    ("EVENTS_PER_S", "0"),
    ("TRUSTED_PROXIES", "-1"),
    ("TRUSTED_PROXIES", "11"),
]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Provide an environment without any setting."""
    for name in [name for name in os.environ if name.upper().startswith("AUCTION_")]:
        monkeypatch.delenv(name)
    return monkeypatch


def read(environment: pytest.MonkeyPatch, **variables: str) -> Settings:
    """Set these variables, and read the settings."""
    for name, value in variables.items():
        environment.setenv(f"AUCTION_{name}", value)
    return read_settings()


def test_every_setting_has_a_default() -> None:
    assert read_settings().model_dump() == DEFAULTS


def test_a_variable_is_named_by_the_prefix_and_the_setting(environment: pytest.MonkeyPatch) -> None:
    settings = read(environment, PORT="9000", BID_TIMEOUT_MS="500", DATA_DIR="/srv/auction")
    assert (settings.port, settings.bid_timeout_ms) == (9000, 500)
    assert settings.data_dir == Path("/srv/auction")


@pytest.mark.parametrize("name", ["PORT", "REDIS_URL", "SECRET", "OPEN_REGISTRATION", "SHARDS"])
def test_an_empty_variable_counts_as_not_set(environment: pytest.MonkeyPatch, name: str) -> None:
    assert read(environment, **{name: ""}).model_dump() == DEFAULTS


def test_other_variables_are_ignored(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PORT", "not ours")
    assert read(environment, SOMETHING_ELSE="1").port == 8080


@pytest.mark.parametrize(("name", "value"), INVALID)
def test_an_invalid_value_is_refused_in_one_line_that_names_the_variable(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        read(environment, **{name: value})
    message = str(refused.value)
    assert message.startswith(f"AUCTION_{name}: ")
    assert len(message.splitlines()) == 1


def test_a_refused_secret_is_not_printed(environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError) as refused:
        read(environment, SECRET="hunter2")
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("url", ["redis://h:1/0", "rediss://u:p@h:1/0", "unix:///run/valkey.sock"])
def test_redis_may_have_an_address_or_a_socket(environment: pytest.MonkeyPatch, url: str) -> None:
    assert read(environment, REDIS_URL=url).redis_url == url


@pytest.mark.parametrize("url", ["postgres://h/auction", "postgresql://u:p@h:5432/auction"])
def test_both_schemes_of_postgresql_are_accepted(environment: pytest.MonkeyPatch, url: str) -> None:
    assert read(environment, DATABASE_URL=url).database_url == url


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("https://a.example", ["https://a.example"]),
        ("https://a.example,https://b.example", ["https://a.example", "https://b.example"]),
        (" https://a.example , https://b.example ,", ["https://a.example", "https://b.example"]),
        ("HTTPS://Shop.Example:8443", ["https://shop.example:8443"]),
        ("http://127.0.0.1:5173,http://[::1]:5173", ["http://127.0.0.1:5173", "http://[::1]:5173"]),
        ("*", ["*"]),
        (",", []),
    ],
)
def test_origins_are_separated_by_commas(
    environment: pytest.MonkeyPatch, text: str, origins: list[str]
) -> None:
    assert read(environment, ALLOWED_ORIGINS=text).allowed_origins == origins


@pytest.mark.parametrize("text", [f"{SECRET}\n{'b' * 32}", f" {SECRET} \n\n{'b' * 32}\n"])
def test_other_secrets_stand_one_a_line(environment: pytest.MonkeyPatch, text: str) -> None:
    assert read(environment, OTHER_SECRETS=text).other_secrets == [SECRET, "b" * 32]


def test_a_secret_may_stand_in_a_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    assert read(environment, SECRET_FILE=str(tmp_path / "secret")).secret == SECRET


def test_a_file_s_secret_is_checked_like_a_variable_s_and_never_printed(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("hunter2")
    with pytest.raises(SettingsError) as refused:
        read(environment, SECRET_FILE=str(tmp_path / "secret"))
    assert str(refused.value).startswith("AUCTION_SECRET: ")
    assert "hunter2" not in str(refused.value)


def test_a_file_that_can_t_be_read_is_named_in_one_line(environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=r"^AUCTION_REDIS_URL_FILE: No such file.*: /nowhere$"):
        read(environment, REDIS_URL_FILE="/nowhere")


def test_registration_is_open_with_the_embedded_stores_only(
    environment: pytest.MonkeyPatch,
) -> None:
    assert read_settings().registration_is_open
    assert not read(environment, REDIS_URL="redis://h:1").registration_is_open
    environment.delenv("AUCTION_REDIS_URL")
    assert not read(environment, DATABASE_URL="postgres://h/a").registration_is_open


@pytest.mark.parametrize(("text", "opened"), [("true", True), ("1", True), ("false", False)])
def test_a_setting_overrides_the_default_of_registration(
    environment: pytest.MonkeyPatch, text: str, opened: bool
) -> None:
    assert read(environment, OPEN_REGISTRATION=text).registration_is_open is opened
    assert (
        read(environment, OPEN_REGISTRATION=text, REDIS_URL="redis://h:1").registration_is_open
        is opened
    )


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_settings_are_frozen(environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="frozen"):
        read(environment, SECRET=SECRET).secret = None  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "prefix"),
    [("node1", "node1."), ("a_b-C", "a_b-C."), ("", ""), ("a.b", ""), ("host:8080", ""), ("é", "")],
)
def test_session_ids_begin_with_a_name_that_can_stand_in_a_url(name: str, prefix: str) -> None:
    assert Settings(node=name).session_prefix == prefix
