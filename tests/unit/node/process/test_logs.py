"""The format of logs, in a process of its own because it is set for the whole process."""

import json
import subprocess
import sys
from typing import Any

import pytest

PROGRAM = """
import logging
import structlog
from server.node.process.logs import configure_logs
configure_logs()
log = structlog.get_logger("server")
log.info("store_started", store="valkey", took_ms=12)
log.debug("unseen")
try:
    raise ValueError("no")
except ValueError:
    log.exception("round_broken")
logging.getLogger("aiohttp").warning("a warning")
logging.getLogger("aiohttp").info("unseen")
logging.getLogger("engineio").error("unseen")
"""


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    """Return the lines that the program logs."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_an_event_is_one_line_with_its_fields(lines: list[dict[str, Any]]) -> None:
    started = lines[0]
    assert started.pop("timestamp").endswith("Z")
    assert started == {"event": "store_started", "level": "info", "store": "valkey", "took_ms": 12}


def test_an_exception_is_in_the_line_of_its_event(lines: list[dict[str, Any]]) -> None:
    broken = lines[1]
    assert (broken["event"], broken["level"]) == ("round_broken", "error")
    assert "ValueError: no" in broken["exception"]


def test_libraries_log_warnings_only_and_the_socket_library_nothing(
    lines: list[dict[str, Any]],
) -> None:
    assert [(line["event"], line["level"]) for line in lines[2:]] == [("a warning", "warning")]
