"""The share of the cores that other programs had."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from loadtest.bench import interference
from loadtest.bench.interference import Interference

SPIN = "import time\nuntil = time.process_time() + 0.3\nwhile time.process_time() < until: pass"


def cpu(busy: int, idle: int) -> str:
    return f"cpu  0 0 0 0 0 0 0 0\ncpu0 {busy} 0 0 {idle} 5 0 0 9 0 0\ncpu1 0 0 0 0 0 0 0 0 0 0\n"


@pytest.fixture
def stat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "stat"
    file.write_text(cpu(1000, 1000))
    monkeypatch.setattr(interference, "_STAT", file)
    return file


def test_the_work_of_other_programs_is_their_share(stat: Path) -> None:
    watch = Interference([0], iter([0.0, 10.0]).__next__)
    stat.write_text(cpu(1400, 1600))
    assert watch.share() == pytest.approx(0.4, abs=0.05)


def test_idle_cores_have_no_interference(stat: Path) -> None:
    watch = Interference([0])
    stat.write_text(cpu(1000, 9000))
    assert watch.share() == 0


def test_the_work_of_the_bench_s_own_processes_is_no_interference(stat: Path) -> None:
    watch = Interference([0], iter([0.0, 10.0]).__next__)
    subprocess.run([sys.executable, "-c", SPIN], check=True)
    stat.write_text(cpu(1030, 1970))
    assert watch.share() < 0.01


def test_the_share_of_this_machine_s_cores_is_between_0_and_1() -> None:
    assert 0 <= Interference(os.sched_getaffinity(0)).share() <= 1
