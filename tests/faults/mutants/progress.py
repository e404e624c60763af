"""The rows that a run has found so far, in a file, so that a run that was interrupted can go on."""

import hashlib
import json
import subprocess
from pathlib import Path

from tests.faults.report.record import PRODUCT


class Progress:
    """The rows of a run by the mutant's name, kept in a file.

    The rows of another `version` of the product are forgotten.
    """

    def __init__(self, path: Path, version: str) -> None:
        self._path = path
        self._version = version
        kept = json.loads(path.read_text()) if path.exists() else {}
        self.rows: dict[str, str] = kept["rows"] if kept.get("version") == version else {}

    def add(self, name: str, row: str) -> None:
        """Keep the row of a mutant."""
        self.rows[name] = row
        self._path.write_text(json.dumps({"version": self._version, "rows": self.rows}))

    def end(self) -> None:
        """Forget the rows, which the page has now."""
        self._path.unlink(missing_ok=True)


def version_of(root: Path) -> str:
    """Return a digest of the product in a checkout, with its changes."""
    trees = _git(root, "rev-parse", *(f"HEAD:{folder}" for folder in PRODUCT))
    return hashlib.sha256(trees + _git(root, "diff", "HEAD", "--", *PRODUCT)).hexdigest()


def _git(root: Path, *words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=root, capture_output=True, check=True).stdout
