"""The hammer's reach: only those who run an item see it, and a command waits only where it is asked to."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import pytest

from server.bidding.floor import Floor
from server.bidding.hot_state.hot_state import HotState
from server.bidding.hot_state.replies import Snapshot
from server.bidding.settling.records import Accepted
from server.domain.commands import CloseItem
from server.domain.rejection import Code, Rejection
from server.domain.types import ItemId, Position, Role, UserId
from server.identity.identity import Identity
from server.use_cases.reach import HammerReach, Reached
from server.use_cases.running import Running
from server.use_cases.saleroom.clerks import ClerkGrants
from server.wire.errors import Refused
from server.wire.reach import Hammer
from server.wire.requests import ForItem
from tests.unit.domain.sale import HOUSE, NOON, opened
from tests.unit.use_cases.stand_ins import NOBODY, KeptGrants

LAMP = ItemId("lamp")


class Sale:
    """An open lamp, whose bidders are reached as the test says."""

    def __init__(self, *counts: int) -> None:
        self.reached = replace(Reached(Position(0, 2), *counts), public_seq=2)
        self.asked: list[tuple[float, int]] = []
        self.submitted: list[object] = []
        self.refusal: Rejection | None = None
        everything: Any = self
        grants = ClerkGrants(KeptGrants(NOBODY))
        running = Running(cast("Floor", everything), grants)
        self.reach = HammerReach(everything, running, cast("HotState", everything), grants)

    async def measure(self, _: ItemId, *, share: float, within_ms: int) -> Reached:
        self.asked.append((share, within_ms))
        return self.reached

    async def submit(self, _: ItemId, command: object) -> Accepted | Rejection:
        self.submitted.append(command)
        return self.refusal or Accepted(seq=9, price=100, minimum=110, leading=False, ends_at=None)

    async def read(self, item_ids: Sequence[ItemId], **_: object) -> dict[ItemId, Snapshot]:
        return {each: Snapshot(opened(), (), NOON) for each in item_ids}


def identity(user: str, role: Role) -> Identity:
    return Identity(UserId(user), user, role, 0, "code")


OWNER = identity(HOUSE.user_id, Role.AUCTIONEER)


async def test_the_reach_is_the_share_of_the_bidders_and_1_where_there_are_none() -> None:
    shown = await Sale(9, 7, 3, 2).reach.show(OWNER, ForItem(item_id="lamp"))
    counts = {"watchers": 9, "watchers_reached": 7, "bidders": 3, "bidders_reached": 2}
    assert shown == {
        "ok": True,
        "item_id": "lamp",
        "epoch": 0,
        "seq": 2,
        **counts,
        "reach": 0.6666,
        "refused": 0,
    }
    assert (await Sale(9, 0).reach.show(OWNER, ForItem(item_id="lamp")))["reach"] == 1


async def test_a_command_with_a_share_waits_for_it_and_says_what_was_reached() -> None:
    sale = Sale(2, 2, 2, 1)
    answer = await sale.reach.run(OWNER, "close", Hammer(item_id="lamp", reach=0.9, wait_ms=700))
    assert answer == {"ok": True, "seq": 9, "reach": 0.5}
    assert sale.asked == [(0.9, 700)]
    assert [type(command) for command in sale.submitted] == [CloseItem]


async def test_a_command_without_a_share_does_not_wait() -> None:
    sale = Sale()
    answer = await sale.reach.run(OWNER, "warn", Hammer(item_id="lamp"))
    assert (answer, sale.asked) == ({"ok": True, "seq": 9}, [])


async def test_a_command_that_is_refused_after_the_wait_is_refused() -> None:
    sale = Sale()
    sale.refusal = Rejection(Code.CLOSED, "over")
    refused = await sale.reach.run(OWNER, "close", Hammer(item_id="lamp", reach=1))
    assert refused is sale.refusal


@pytest.mark.parametrize(
    ("reader", "code"),
    [
        (None, Code.UNAUTHENTICATED),
        (identity("ann", Role.BIDDER), Code.FORBIDDEN),
        (identity("rival", Role.AUCTIONEER), Code.FORBIDDEN),
    ],
)
async def test_nobody_else_sees_the_reach_or_waits_for_it(
    reader: Identity | None, code: Code
) -> None:
    sale = Sale()
    for asking in (
        sale.reach.show(reader, ForItem(item_id="lamp")),
        sale.reach.run(reader, "close", Hammer(item_id="lamp", reach=1)),
    ):
        with pytest.raises(Refused) as refused:
            await asking
        assert refused.value.rejection.code is code
    assert (sale.asked, sale.submitted) == ([], [])
