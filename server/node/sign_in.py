"""The link by which the house signs in at the console: the console's address with a token in its fragment.

A browser sends no fragment to a server, so the token is in no access log of a proxy.
"""

from typing import TextIO

from yarl import URL

from server.domain.types import Role, UserId
from server.identity.tokens import Tokens

ADMIN, ADMIN_NAME = UserId("admin"), "Admin"
LINK_TTL_S = 24 * 3600
_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def is_link_shown(output: TextIO, *, demo: bool) -> bool:
    """Return whether a node prints the link at its start.

    It does so to a terminal, and for the demo. Any other output may be a log that is kept (0189).
    """
    return demo or output.isatty()


def console_link(url: str, token: str) -> str:
    """Return the link of a node's console that signs the user of a token in."""
    address = URL(url)
    host = address.host or ""
    reachable = address.with_host(_EVERY_ADDRESS.get(host, host))
    return str(reachable.with_path("/console").with_fragment(f"token={token}"))


def admin_token(tokens: Tokens) -> str:
    """Make a token for an admin, for a day."""
    return tokens.issue(ADMIN, ADMIN_NAME, Role.ADMIN, ttl_s=LINK_TTL_S)
