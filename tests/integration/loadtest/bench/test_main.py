"""The bench's command on real stores."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from tests.integration.loadtest.modules import run_module
from tests.nodes import ROOT

pytestmark = pytest.mark.timeout(300)
"""A run has its own limits, and a busy machine may need all of their time."""


async def test_the_product_is_measured_audited_and_published(tmp_path: Path) -> None:
    status, printed = await run_module(
        *("loadtest.bench", "--servers", "auction", "--loads", "1 item", "audit"),
        *("--rounds", "1", "--seconds", "1", "--results", str(tmp_path)),
    )
    assert status == 0, printed
    found = json.loads((tmp_path / "bench.json").read_bytes())
    row = found["medians"]["1 item"]["auction"]
    assert row["accepted_per_s"] > 0
    assert row["us_per_accepted"] > 0
    assert sum(count for _, count in row["histogram"]) > 0
    assert set(found["audits"]["auction"].values()) == {"ok"}
    assert "| **this product** |" in (tmp_path / "results.md").read_text()
    assert (tmp_path / "latency.png").exists()


async def test_a_bench_without_haproxy_ends_at_once_with_2_and_one_line(tmp_path: Path) -> None:
    """HAProxy is also found outside the PATH, so the test replaces the search itself."""
    without = (
        "import shutil; shutil.which = lambda *_, **__: None; import loadtest.bench.__main__ as b"
    )
    process = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-c",
            f"{without}; raise SystemExit(b.main())",
            "--results",
            str(tmp_path),
        ),
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE,
    )
    _, err = await process.communicate()
    assert (process.returncode, err.count(b"\n")) == (2, 1), err
    assert b"apt-get install haproxy" in err
    assert not (tmp_path / "bench.json").exists()
