"""Types of settings: lists, which the environment has as texts with commas or lines, and stores' URLs."""

import re
from ipaddress import ip_network
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode

from server.edge.origins import EVERY

SECRET_CHARS_MIN = 32
_PORT_MAX = 65_535
_ORIGIN = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")


def _split(written: object) -> object:
    if not isinstance(written, str):
        return written
    return [each.strip() for each in written.split(",") if each.strip()]


def _check_networks(networks: list[str]) -> list[str]:
    for network in networks:
        ip_network(network)
    return networks


def _check_origins(origins: list[str]) -> list[str]:
    """Refuse a value that no browser sends as an origin, and a pointless `*` beside others."""
    if origins == [EVERY]:
        return origins
    for origin in origins:
        if origin == EVERY:
            raise ValueError("* allows every origin and stands alone")
        if not _ORIGIN.fullmatch(origin.lower()):
            raise ValueError("an origin is https://HOST or https://HOST:PORT, without a path")
    return [origin.lower() for origin in origins]


def _lines(written: object) -> object:
    """Split at line ends; a secret may have spaces and commas."""
    if not isinstance(written, str):
        return written
    return [line.strip() for line in written.splitlines() if line.strip()]


def _check_secrets(secrets: list[str]) -> list[str]:
    if any(len(secret) < SECRET_CHARS_MIN for secret in secrets):
        raise ValueError(f"each secret has at least {SECRET_CHARS_MIN} characters")
    return secrets


def _check_ports(url: str) -> str:
    """Refuse a URL with a port that is none. It may be a part of a password, so it is not repeated."""
    for address in urlsplit(url).netloc.rpartition("@")[2].split(","):
        port = address.rpartition("]")[2].rpartition(":")[2] if ":" in address else ""
        if port and not _is_port(port):
            raise ValueError(
                "a port is a number up to 65535; `/`, `?` and `#` in a password are `%2F`, `%3F` and `%23`"
            )
    return url


def _is_port(written: str) -> bool:
    return re.fullmatch("[0-9]{1,5}", written) is not None and int(written) <= _PORT_MAX


_Written = Annotated[list[str], NoDecode, BeforeValidator(_split)]
Origins = Annotated[_Written, AfterValidator(_check_origins)]
"""Origins of pages, in lower case; `*` alone means every origin."""
Networks = Annotated[_Written, AfterValidator(_check_networks)]
"""Networks of IP addresses, such as `10.1.0.0/16`."""
Secrets = Annotated[list[str], NoDecode, BeforeValidator(_lines), AfterValidator(_check_secrets)]
"""Secrets that sign tokens."""
RedisUrl = Annotated[
    str,
    Field(pattern=r"^(rediss?|unix|redis\+(sentinel|cluster))://"),
    AfterValidator(_check_ports),
]
"""The URL of a Redis, of Sentinels or of a cluster."""
DatabaseUrl = Annotated[str, Field(pattern=r"^postgres(ql)?://"), AfterValidator(_check_ports)]
"""The URL of a PostgreSQL."""
