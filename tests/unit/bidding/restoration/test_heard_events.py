"""A node names the lost events that it has heard of, once an archive that answers does not have them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from structlog.testing import capture_logs

from server.bidding.archive import ArchiveUnavailable
from server.bidding.restoration import heard_events as module
from server.bidding.restoration.heard_events import HeardEvents, Numbers
from server.bidding.restoration.losses import Losses
from server.domain.types import UNKNOWN_EPOCH, ItemId, Position

LAMP, VASE = ItemId("lamp"), ItemId("vase")


@dataclass(slots=True)
class StubbedArchive:
    """An archive whose epochs begin after event 4, and which records what it is asked."""

    asked: list[tuple[ItemId, int, int]] = field(default_factory=list)
    away: bool = False

    async def unnamed(self, heard: Sequence[tuple[ItemId, int, int]]) -> list[Numbers]:
        if self.away:
            raise ArchiveUnavailable
        self.asked += heard
        return [
            Numbers(item_id, epoch, 5, seq, seq - 4) for item_id, epoch, seq in heard if seq > 4
        ]


async def test_the_numbers_beyond_the_beginning_of_a_later_epoch_are_named_once() -> None:
    archive, losses = StubbedArchive(), Losses()
    heard = HeardEvents(archive, losses)
    heard.superseded(LAMP, Position(1, 7))
    heard.superseded(LAMP, Position(1, 6))
    heard.superseded(VASE, Position(0, 4))
    with capture_logs() as logs:
        await heard.name()
        heard.superseded(VASE, Position(UNKNOWN_EPOCH, 9))
        await heard.name()
    assert archive.asked == [(LAMP, 1, 7), (VASE, 0, 4)]
    assert [(e["event"], e["item_id"], e["epoch"], e["first"], e["last"]) for e in logs] == [
        ("events_lost", LAMP, 1, 5, 7)
    ]
    assert losses.events == 3


async def test_numbers_are_kept_while_the_archive_is_away() -> None:
    archive = StubbedArchive(away=True)
    heard = HeardEvents(archive, Losses())
    heard.superseded(LAMP, Position(0, 7))
    with pytest.raises(ArchiveUnavailable):
        await heard.name()
    archive.away = False
    await heard.name()
    assert archive.asked == [(LAMP, 0, 7)]


async def test_the_number_of_items_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ITEMS_MAX", 1)
    archive = StubbedArchive()
    heard = HeardEvents(archive, Losses())
    heard.superseded(LAMP, Position(0, 1))
    heard.superseded(VASE, Position(0, 1))
    heard.superseded(LAMP, Position(0, 2))
    await heard.name()
    assert archive.asked == [(LAMP, 0, 2)]
