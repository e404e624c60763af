"""Logs: events with fields, one line each, in colour on a terminal and as JSON elsewhere."""

import io
import logging
import sys
from contextlib import suppress
from typing import TextIO, cast

import structlog

LIBRARY_LEVELS = {"engineio": logging.CRITICAL, "socketio": logging.ERROR}
"""python-engineio logs clients' mistakes as errors and python-socketio as warnings, so that any client
could fill the log. The metric `auction_refused_packets_total` counts them instead."""


class _StandardError(io.TextIOBase):
    """Standard error; a line is dropped when nobody reads it any more, and no task fails over it."""

    def write(self, text: str) -> int:
        with suppress(OSError):
            return sys.stderr.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stderr.flush()


def configure_logs() -> None:
    """Write the product's events and the libraries' warnings to standard error."""
    stderr = cast("TextIO", _StandardError())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    render: structlog.typing.Processor = structlog.processors.JSONRenderer()
    if sys.stderr.isatty():
        render = structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(stderr),
        cache_logger_on_first_use=True,
    )
    foreign = logging.StreamHandler(stderr)
    foreign.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    logging.basicConfig(handlers=[foreign], level=logging.WARNING, force=True)
    for name, level in LIBRARY_LEVELS.items():
        logging.getLogger(name).setLevel(level)
