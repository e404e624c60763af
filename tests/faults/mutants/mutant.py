"""A mutant: a mistake that can be built into the product."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Replacement:
    """A text that stands exactly once in a file, and the text in its place."""

    file: str
    old: str
    new: str

    def applied_to(self, source: str) -> str:
        """Return a file's text with the mistake; raises LookupError if the old text is not there once."""
        if source.count(self.old) != 1:
            raise LookupError(f"{self.file} has {source.count(self.old)} times: {self.old}")
        return source.replace(self.old, self.new)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A mistake, and the names of the faults or tests, or the simulations, that show it."""

    name: str
    replacements: Sequence[Replacement]
    faults: Sequence[str]
    seeds: int = 0
    """The number of the simulator's seeds, from 0 on, among which one shows it."""
    tests: Sequence[str] = ()
    """Tests of the suite that show it, for mistakes of rules that no fault has to bring about."""

    def build_into(self, root: Path) -> None:
        """Change the files of a copy of the product; raises LookupError."""
        for each in self.replacements:
            path = root / each.file
            path.write_text(each.applied_to(path.read_text()))
