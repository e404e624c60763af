"""The settings of a node: typed environment variables, read and validated once at the start."""

import re
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import SettingsConfigDict

from server.secret_files import SecretFileError, secrets_in_files
from server.setting_groups import LimitSettings, TraceSettings
from server.setting_types import (
    SECRET_CHARS_MIN,
    DatabaseUrl,
    Networks,
    Origins,
    RedisUrl,
    Secrets,
)

_NAME_IN_URL = re.compile(r"[A-Za-z0-9_-]+")


class SettingsError(Exception):
    """A setting can't be used. The message names it and the reason, in one line."""


class Settings(LimitSettings, TraceSettings):
    """The settings of a node, each from the variable `AUCTION_<NAME>`; units are in the names."""

    model_config = SettingsConfigDict(
        env_prefix="AUCTION_", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8080, ge=1, le=65535, description="Port to listen on.")
    operations_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="Port of `/readyz` and `/metrics`. Without it they are on `AUCTION_PORT`, and "
        "hidden from requests that a proxy has forwarded.",
    )
    operations_host: str = Field(
        default="", description="Address of the operations port; `AUCTION_HOST` if empty."
    )
    node: str = Field(
        default="",
        max_length=100,
        description="The node's lasting name, unique among nodes; host name and port if empty. A name "
        "of letters, digits, `-` and `_` begins the ids of its sessions, by which a balancer can route.",
    )
    redis_url: RedisUrl | None = Field(
        default=None,
        description="Redis or Valkey >= 7.2 with an append-only file; also `redis+sentinel://` and "
        "`redis+cluster://`. If absent, an embedded Valkey is started.",
    )
    database_url: DatabaseUrl | None = Field(
        default=None,
        description="PostgreSQL >= 15. If absent, an embedded PostgreSQL is started.",
    )
    data_dir: Path = Field(
        default=Path("data"), description="Directory of the embedded stores and their secret."
    )
    durability: Literal["always", "everysec", "replicated"] = Field(
        default="always",
        description="`always` or `everysec`: when the embedded Valkey writes its file to disk, before "
        "every answer or every second. `replicated`: an answer also waits until a replica has it, which "
        "needs a Redis of your own with one.",
    )
    maxmemory_mb: int = Field(
        default=1_024,
        ge=0,
        description="RAM that the embedded Valkey may use for data, in MiB; above it bids are refused "
        "`unavailable`. 0 sets no limit.",
    )
    secret: str | None = Field(
        default=None,
        min_length=SECRET_CHARS_MIN,
        description="Signs tokens (HS256). A node with embedded stores makes one and keeps it in the "
        "data directory; other nodes need this or `AUCTION_TOKEN_KEYS`.",
    )
    other_secrets: Secrets = Field(
        default=[],
        description="Secrets whose tokens are accepted beside those of `AUCTION_SECRET`, such as the last "
        "one after it was replaced; one a line.",
    )
    token_keys: str | None = Field(
        default=None,
        description="The identity provider's public keys: the path of a PEM or JWKS file, or the URL "
        "of a JWKS. `AUCTION_SECRET` is then ignored.",
    )
    token_algorithm: Literal["RS256", "EdDSA"] = Field(
        default="RS256", description="The algorithm of tokens that the identity provider signs."
    )
    token_issuer: str | None = Field(
        default=None, description="If set, the `iss` that a token must have."
    )
    token_audience: str | None = Field(
        default=None, description="If set, the `aud` that a token must have, or have among others."
    )
    token_leeway_s: int = Field(
        default=30,
        ge=0,
        le=600,
        description="Difference between the clocks of the identity provider and of the node that is "
        "forgiven in a token's `exp`, `nbf` and `iat`.",
    )
    open_registration: bool | None = Field(
        default=None,
        description="Whether anybody may register as a bidder with `POST /users`. On by default only "
        "with embedded stores.",
    )
    allowed_origins: Origins = Field(
        default=[],
        description="Origins whose pages may use the node on both faces, in addition to its own, such as "
        "`https://shop.example`; comma-separated. `*` alone allows the pages of every origin.",
    )
    shards: int = Field(
        default=1,
        ge=1,
        le=100,
        description="Hash tags that items are spread over. Fixed for the life of a Redis; more than "
        "1 helps only with Redis Cluster.",
    )
    bid_timeout_ms: int = Field(
        default=2_000,
        ge=100,
        le=60_000,
        description="Longest wait of a bid; after it the answer is `busy`.",
    )
    lock_ttl_ms: int = Field(
        default=1_000,
        ge=100,
        le=60_000,
        description="Longest time that a dead node can hold an item.",
    )
    outage_min_ms: int = Field(
        default=3_000,
        ge=500,
        le=600_000,
        description="Time without decisions from which on the ends of items are moved by the missing "
        "time. Nodes look twice a second, so a shorter time than 1500 finds outages where there "
        "are none.",
    )
    outage_margin_ms: int = Field(
        default=60_000,
        ge=0,
        le=86_400_000,
        description="Items that end so soon after an outage are moved, too.",
    )
    outage_return_ms: int = Field(
        default=10_000,
        ge=0,
        le=600_000,
        description="Time that remains at least after an outage on an item that was moved, in which "
        "bidders can connect again.",
    )
    redis_timeout_ms: int = Field(
        default=1_000, ge=100, le=60_000, description="Longest wait for a reply of Redis."
    )
    start_timeout_s: int = Field(
        default=30,
        ge=0,
        le=3_600,
        description="Longest wait at the start for a store that does not answer; after it the node ends "
        "with exit status 2. A node that is restarted while only PostgreSQL is away sells without it. "
        "With 0 each store is asked once, and both must answer.",
    )
    drain_delay_s: int = Field(
        default=0,
        ge=0,
        le=600,
        description="Time after SIGTERM for which a node answers 503 at `/readyz` and still serves "
        "everybody, so that balancers can see it: longer than their checks need.",
    )
    drain_s: int = Field(
        default=5,
        ge=0,
        le=600,
        description="Time over which a node that stops then sends its sockets away, in groups.",
    )
    queue_size_max: int = Field(
        default=10_000,
        ge=1,
        description="Commands that may wait on a node; further ones are answered `busy`.",
    )
    journal_max: int = Field(
        default=500_000,
        ge=0,
        description="Journal entries of all shards that may wait for PostgreSQL; beyond it new bids are "
        "answered `unavailable`. 0 sets no limit.",
    )
    recent_bids_max: int = Field(
        default=200, ge=1, le=5_000, description="Latest bids of an item that are kept in Redis."
    )
    broadcast_interval_max_ms: int = Field(
        default=250,
        ge=10,
        le=5_000,
        description="Longest time that one broadcast to a huge room is spread over.",
    )
    recovery_window_ms: int = Field(
        default=120_000,
        ge=0,
        le=3_600_000,
        description="Longest absence after which a connection is recovered; 0 turns recovery off.",
    )
    webhook_networks: Networks = Field(
        default=[],
        description="Networks of internal addresses that webhooks may have, such as `10.1.0.0/16`, also "
        "without TLS; comma-separated. Other webhooks need TLS and a public address.",
    )
    webhook_timeout_s: int = Field(
        default=10, ge=1, le=60, description="Longest wait for the answer of a webhook."
    )
    webhook_retry_days: int = Field(
        default=3,
        ge=1,
        le=30,
        description="Days after which an event that a webhook has not taken is no longer sent.",
    )
    webhook_kept_days: int = Field(
        default=30,
        ge=1,
        le=3_650,
        description="Days for which events are kept after they were sent to webhooks.",
    )
    deposit_secret: str | None = Field(
        default=None,
        pattern=r"^whsec_[A-Za-z0-9+/]{32,}={0,2}$",
        description="Secret with which the operator's own service signs deposits of bidders: `whsec_` and "
        "at least 24 bytes in Base64. Without it no deposit is taken.",
    )
    web_dir: Path = Field(
        default=Path("clients/web/dist"), description="The built web client that `/` serves."
    )

    @field_validator("durability")
    @classmethod
    def _has_a_replica(cls, durability: str, info: ValidationInfo) -> str:
        if durability == "replicated" and info.data.get("redis_url") is None:
            raise ValueError("`replicated` needs AUCTION_REDIS_URL, which has a replica")
        return durability

    @property
    def replica_wait_ms(self) -> int | None:
        """How long a replica is waited for; None if none has to confirm anything."""
        # A connection gives up after the timeout, so WAIT has to end before.
        return self.redis_timeout_ms // 2 if self.durability == "replicated" else None

    @property
    def session_prefix(self) -> str:
        """Return the beginning of session ids that names the node; empty if its name can't be in a URL."""
        return f"{self.node}." if _NAME_IN_URL.fullmatch(self.node) else ""

    @property
    def registration_is_open(self) -> bool:
        """Return whether `POST /users` issues tokens."""
        if self.open_registration is not None:
            return self.open_registration
        return self.redis_url is None and self.database_url is None


def read_settings() -> Settings:
    """Read the settings from the environment; raises SettingsError."""
    try:
        from_files: dict[str, Any] = dict(secrets_in_files())
        return Settings(**from_files)
    except SecretFileError as error:
        raise SettingsError(str(error)) from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        names = ["AUCTION_" + str(part).upper() for part in first["loc"][:1]]
        reason = first["msg"].removeprefix("Value error, ")
        raise SettingsError(": ".join([*names, reason])) from None
