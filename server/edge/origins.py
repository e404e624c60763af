"""The origins whose pages may use the node, on both faces: its own, and those that are allowed (0080)."""

from collections.abc import Iterable, Mapping

EVERY = "*"
"""Allows the pages of every origin."""
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


class Origins:
    """Decides whether a page may use the node. `allowed` are origins as browsers write them, or `*`."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed = frozenset(allowed)

    @property
    def any_foreign(self) -> bool:
        """Whether pages of other origins may use the node."""
        return bool(self._allowed)

    def allow(self, headers: Mapping[str, str]) -> bool:
        """Return whether a request comes from an allowed page, or from no page at all."""
        origin = headers.get("Origin")
        if origin is None or EVERY in self._allowed or origin in self._allowed:
            return True
        return origin in own_origins(headers)


def own_origins(headers: Mapping[str, str]) -> set[str]:
    """Return the node's own origins by a request's headers, as it and its proxy name the node.

    A page of another origin can set none of these headers.
    """
    host = headers.get("Host", "")
    scheme = _first(headers.get("X-Forwarded-Proto", "")) or "http"
    outside = _first(headers.get("X-Forwarded-Host", "")) or host
    return {_origin(scheme, host), _origin(scheme, outside)}


def _origin(scheme: str, host: str) -> str:
    scheme, host = scheme.lower(), host.lower()
    return f"{scheme}://{host.removesuffix(_DEFAULT_PORTS.get(scheme, ':'))}"


def _first(listed: str) -> str:
    return listed.partition(",")[0].strip()
