"""The state after a close, a reopening, an award, an asking price or a notice."""

from typing import assert_never

from msgspec.structs import replace

from server.domain.events import AskingSet, ItemAwarded, ItemClosed, ItemReopened, NoticeGiven
from server.domain.item import Item, Notice
from server.domain.types import Status


def with_outcome(
    item: Item, event: ItemClosed | ItemReopened | ItemAwarded | AskingSet | NoticeGiven
) -> Item:
    """Return the state after one of these events."""
    item = replace(item, seq=event.seq, changed_at=event.at)
    match event:
        case ItemClosed():
            return replace(
                item,
                status=event.status,
                winners=event.winners,
                closed_at=event.at,
                asking=None,
            )
        case ItemReopened():
            return replace(
                item,
                status=Status.OPEN,
                ends_at=event.ends_at,
                winners=(),
                outages_until=event.at,
            )
        case ItemAwarded():
            defaulted = (*item.defaulted, event.defaulted.user_id)
            return replace(item, winners=(event.winner,), defaulted=defaulted)
        case AskingSet():
            return replace(item, asking=event.asking)
        case NoticeGiven():
            return replace(item, notice=Notice(event.notice_id, event.text, event.at))
        case _:
            assert_never(event)
