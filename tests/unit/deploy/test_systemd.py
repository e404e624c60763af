"""The units of systemd are valid, hardened, and name settings that exist."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from server.secret_files import variables
from server.settings import Settings
from tests.nodes import ROOT

FOLDER = ROOT / "deploy/systemd"
UNITS = sorted(path.name for path in FOLDER.iterdir())
EXPOSURE_MAX = 2.0
"""Of 10, as `systemd-analyze security` counts; below 2 a service counts as well protected."""
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd is not installed"
)


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """Provide the units with this machine's Python in the place of the installed one."""
    for name in UNITS:
        text = (FOLDER / name).read_text()
        text = text.replace("/opt/auction/.venv/bin/python", str(Path(sys.executable).resolve()))
        (tmp_path / name.replace("@", "@node1")).write_text(text)
    return tmp_path


@needs_systemd
def test_systemd_finds_no_fault_in_the_units(units: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units.iterdir()],
        env={"SYSTEMD_UNIT_PATH": f"{units}:", "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "auction" in line]
    assert (done.returncode, ours) == (0, [])


@needs_systemd
def test_the_services_are_hardened(units: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--no-pager", *units.glob("*.service")],
        capture_output=True,
        text=True,
        check=True,
    )
    levels = re.findall(r"exposure level for (\S+): (\d+\.\d+)", done.stdout)
    assert len(levels) == 2
    assert [name for name, level in levels if float(level) > EXPOSURE_MAX] == []


def test_every_variable_is_a_setting() -> None:
    known = {f"AUCTION_{name.upper()}" for name in Settings.model_fields} | set(variables())
    for name in UNITS:
        mentioned = set(re.findall(r"\bAUCTION_[A-Z_]+[A-Z]\b", (FOLDER / name).read_text()))
        assert mentioned <= known, name


def test_every_file_of_a_secret_is_a_credential_that_is_loaded() -> None:
    for path in FOLDER.glob("*.service"):
        text = path.read_text()
        loaded = dict(re.findall(r"^LoadCredential=([\w-]+):(\S+)$", text, re.MULTILINE))
        assert set(re.findall(r"_FILE=%d/([\w-]+)", text)) == set(loaded)
        assert loaded == {name: f"/etc/auction/secrets/{name}" for name in loaded}
