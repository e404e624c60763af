"""Another version decides the archive again, and the decisions that differ are named."""

import io
import shutil
from pathlib import Path

import asyncpg
import pytest

from persistence.replay.deciding import Difference
from persistence.replay.progress import Progress
from persistence.replay.reading import reading
from persistence.replay.shadow import Summary, UnusableVersionError, Version, replay
from server.domain.commands import CloseItem, PauseItem, ResumeItem, RetractBid
from server.domain.events import Reason
from server.domain.types import Bidder, BidId, UserId
from tests.integration.bidding.conftest import HOUSE
from tests.integration.persistence.histories import bid, history, write
from tests.nodes import ROOT

pytestmark = pytest.mark.usefixtures("lamp")

BOB = Bidder(UserId("bob"), "bob#aaaaa")
HISTORY = history(
    bid(100),
    bid(115, "bob"),
    bid(160, "carl"),
    PauseItem(HOUSE),
    ResumeItem(HOUSE),
    bid(175, "dora"),
    bid(300, "bob"),
    RetractBid(BidId("bob-300"), BOB, Reason.MISTYPED),
    CloseItem(HOUSE),
)


async def replayed(pool: asyncpg.Pool, version: Version) -> tuple[Summary, list[Difference]]:
    found: list[Difference] = []
    async with reading(pool) as archive:
        progress = Progress(io.StringIO())
        summary = await replay(archive, version, 0, found=found.append, progress=progress)
    return summary, found


async def test_an_equal_version_differs_nowhere(pool: asyncpg.Pool) -> None:
    await write(pool, HISTORY)
    assert await replayed(pool, Version.this()) == (Summary(1, 11, 0), [])


async def test_a_version_with_another_rule_differs_at_the_bids_that_it_concerns(
    pool: asyncpg.Pool, tmp_path: Path
) -> None:
    for part in ("server", "persistence"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("*.html"))
    rule = tmp_path / "server/domain/listings/increments.py"
    step = "return self.steps[bisect_right(self.starts, price) - 1]"
    assert step in rule.read_text()
    rule.write_text(rule.read_text().replace(step, step.replace("return", "return 2 *")))
    await write(pool, HISTORY)
    summary, found = await replayed(pool, Version.at(tmp_path))
    assert [(each.item_id, each.seq, each.bid_id, each.text) for each in found] == [
        ("lamp", 4, "bob-115", "the bid of 115 is below the minimum of 120"),
        ("lamp", 8, "dora-175", "the bid of 175 is below the minimum of 180"),
    ]
    assert summary == Summary(1, 11, 2)


async def test_a_version_that_does_not_decide_is_unusable(
    pool: asyncpg.Pool, tmp_path: Path
) -> None:
    await write(pool, HISTORY)
    python = tmp_path / "python"
    python.touch()
    with pytest.raises(UnusableVersionError, match="nor an interpreter"):
        Version.at(python)
    with pytest.raises(UnusableVersionError, match="no checkout"):
        Version.at(tmp_path)
    for script, reason in (
        ("exit 2", "no command `decide`"),
        ("echo hello; cat > /dev/null", "it answers with b'hello"),
        ("""echo '{"type":"Hello","protocol":9}'""", "another protocol than 1"),
        ("""echo '{"type":"Hello","protocol":1}'; exit 3""", "status 3 after 0 of 11 events"),
    ):
        python.write_text(f"#!/bin/sh\n{script}\n")
        python.chmod(0o755)
        with pytest.raises(UnusableVersionError, match=reason):
            await replayed(pool, Version.at(python))
