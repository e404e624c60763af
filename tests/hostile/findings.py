"""Findings of the corpus: the number of inputs by kind and face, and the wrong answers."""

from collections import Counter
from collections.abc import Iterator

SHOWN_MAX = 200
FACES = ("HTTP", "websocket", "polling")


class Findings:
    """The inputs that were sent, and those whose answers are wrong."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        """Inputs by kind and face."""
        self.wrong: list[str] = []

    def note(self, face: str, kind: str, sent: object, got: object, *, right: bool) -> None:
        """Count an input, and keep it if its answer is wrong."""
        self.counts[kind, face] += 1
        if not right:
            self.wrong.append(f"{face}, {kind}: {_short(sent)} -> {_short(got)}")

    def table(self) -> Iterator[str]:
        """Yield the lines of a Markdown table: the number of inputs by kind and face."""
        yield f"| kind | {' | '.join(FACES)} |"
        yield f"| --- {'| ---: ' * len(FACES)}|"
        for kind in sorted({kind for kind, _ in self.counts}):
            yield _row(kind, [self.counts[kind, face] for face in FACES])
        of_face = [sum(n for (_, face), n in self.counts.items() if face == each) for each in FACES]
        yield _row(f"all {self.counts.total():,}", of_face)


def _row(name: str, counts: list[int]) -> str:
    return f"| {name} | {' | '.join(f'{count:,}' if count else '' for count in counts)} |"


def _short(value: object) -> str:
    return str(value)[:SHOWN_MAX]
