"""Rounds that are carried out side by side, in lanes, each on a PostgreSQL of its own."""

import asyncio
import tempfile
import time
import traceback
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from tests.faults.checks import Finding
from tests.faults.nemesis.recorded import as_json
from tests.faults.nemesis.rounds import Round
from tests.faults.programme import Outcome
from tests.faults.report.record import Json
from tests.faults.tally import Tally
from tests.stores import one_server


class Nemesis:
    """Carries out the rounds of a run; keeps their counts, and the rounds that failed.

    `rounds` yields each round with the command that repeats it. No round begins after `seconds`.
    `report` gets lines as they come.
    """

    def __init__(
        self,
        rounds: Iterator[tuple[Round, str]],
        *,
        seconds: float | None,
        report: Callable[[str], object],
    ) -> None:
        self.tally = Tally()
        self.drawn: list[Json] = []
        """The rounds that were carried out, as a record has them."""
        self.failures: list[Json] = []
        self._next = rounds
        self._report = report
        self._began = time.monotonic()
        self._seconds = seconds

    @property
    def took_s(self) -> float:
        """The time since the beginning."""
        return time.monotonic() - self._began

    async def run(self, lanes: int) -> None:
        """Carry the rounds out, so many at a time."""
        async with asyncio.TaskGroup() as group:
            for _ in range(lanes):
                group.create_task(self._lane())

    async def _lane(self) -> None:
        with tempfile.TemporaryDirectory(prefix="auction-faults-") as folder:
            async with one_server(Path(folder)) as new_database:
                for each, command in self._next:
                    if self._seconds is not None and self.took_s > self._seconds:
                        return
                    await self._carry_out(each, command, new_database)

    async def _carry_out(
        self, each: Round, command: str, new_database: Callable[[], Awaitable[str]]
    ) -> None:
        def report(line: str) -> None:
            self._report(f"{each.seed}  {line}")

        report(f"{each.world.name}, {each.fsync}")
        try:
            outcome = await each.carry_out(await new_database(), report=report)
        except Exception as error:
            text = "".join(traceback.format_exception(error, limit=-4))
            outcome = Outcome([Finding(f"seed {each.seed}", "round", text)])
        self.tally.add(outcome.tally)
        self.drawn.append(as_json(each))
        if outcome.findings:
            findings = [str(finding) for finding in outcome.findings]
            self.failures.append({"command": command, "findings": findings})
            for text in ("FAILED; repeat it with: " + command, *findings):
                report(text)
