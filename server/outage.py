"""Outages: a failure that repeats is logged once when it begins and once when it is over.

A leaf of the house: everything may use it, it uses nothing.
"""

import structlog

log = structlog.get_logger(__name__)


class Outage:
    """The outages of one dependency. `count` is how many have begun since the node started."""

    __slots__ = ("_began", "_fields", "_over", "count", "under_way")

    def __init__(self, began: str, over: str, **fields: object) -> None:
        """`began` and `over` are the log events of the first failure and of the next success.

        Both are logged with `fields`.
        """
        self._began = began
        self._over = over
        self._fields = fields
        self.count = 0
        self.under_way = False

    def failed(self, **fields: object) -> None:
        """Note a failure; log it as a warning with `fields` if it begins an outage."""
        if not self.under_way:
            self.under_way = True
            self.count += 1
            log.warning(self._began, **self._fields, **fields)

    def succeeded(self) -> None:
        """Note a success; log it if it ends an outage."""
        if self.under_way:
            self.under_way = False
            log.info(self._over, **self._fields)
