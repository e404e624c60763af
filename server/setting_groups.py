"""Groups of settings that belong together, which `Settings` has beside its own."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings


class TraceSettings(BaseSettings):
    """Settings of traces."""

    traces_url: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="Where traces of bids are sent by OTLP over HTTP, such as "
        "`http://127.0.0.1:4318/v1/traces`; `OTEL_EXPORTER_OTLP_ENDPOINT` counts where this is absent.",
    )
    traces_share: float = Field(
        default=0.01,
        ge=0,
        le=1,
        description="The share of bids that are traced, chosen by their `bid_id`, so that all nodes "
        "trace the same ones.",
    )


class LimitSettings(BaseSettings):
    """Limits on clients."""

    http_connections: int = Field(
        default=4_000,
        ge=10,
        description="HTTP connections that a node keeps open, including those of polling clients; at "
        "most half of the open files that the system allows, which keeps room for sockets.",
    )
    rate_limits: Literal["on", "off"] = Field(
        default="on", description="Whether the following limits apply; `off` is for benchmarks."
    )
    handshakes_per_s: int = Field(
        default=1_000, ge=1, description="New sockets that a node accepts per second."
    )
    address_requests_per_s: int = Field(
        default=1_000,
        ge=1,
        description="HTTP requests that one address may send per second; further ones are answered "
        "`rate_limited`.",
    )
    user_requests_per_s: int = Field(
        default=50, ge=1, description="HTTP requests that one user may send per second."
    )
    registrations_per_s: int = Field(
        default=20, ge=1, description="Bidders that one address may register per second."
    )
    sockets_per_address: int = Field(
        default=2_000, ge=1, description="Sockets that one address may have on a node."
    )
    sockets_per_user: int = Field(
        default=50, ge=1, description="Sockets that one user may have on a node."
    )
    events_per_s: int = Field(
        default=50,
        ge=1,
        description="Events that one socket may send per second; further ones are answered "
        "`rate_limited`.",
    )
    items_per_socket: int = Field(
        default=500,
        ge=1,
        description="Items that one socket may watch; a `watch` of a further one is answered `invalid`.",
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=10,
        description="Proxies in front of the node that each append to `X-Forwarded-For`. The client's "
        "address is that many entries from its end.",
    )
