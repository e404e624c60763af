"""The acts on sales, as the archive keeps and numbers them."""

from msgspec.structs import replace

from persistence.archive import Archive
from persistence.connecting.guarded_pool import GuardedPool
from persistence.sales.acts import SaleActs
from server.domain.commands import SaleAct
from server.domain.running.sale_acts import ActOfSale
from server.domain.types import AuctionId

SALE = AuctionId("sale")


def wanted(act: SaleAct, act_id: str) -> ActOfSale:
    return ActOfSale(auction_id=SALE, act_id=act_id, act=act, at=5)


async def test_acts_are_numbered_and_a_repetition_is_the_act_before(
    guarded: GuardedPool, archive: Archive
) -> None:
    acts = SaleActs(guarded)
    assert await acts.pause_or_resumption(SALE) is None
    pause = await acts.begin(wanted(SaleAct.PAUSE, "a"))
    assert (pause.number, pause.done) == (1, False)
    assert await acts.begin(wanted(SaleAct.PAUSE, "b")) == pause
    extension = await acts.begin(wanted(SaleAct.EXTEND, "c"))
    assert (await acts.begin(wanted(SaleAct.EXTEND, "c")), extension.number) == (extension, 2)
    assert await acts.pause_or_resumption(SALE) == pause
    assert (await archive.auction(SALE)).paused
    resumption = await acts.begin(wanted(SaleAct.RESUME, "d"))
    assert await acts.pause_or_resumption(SALE) == resumption
    assert not (await archive.auction(SALE)).paused
    assert await acts.unfinished(before=6) == [pause, extension, resumption]
    await acts.finish(pause, 7)
    assert await acts.unfinished(SALE, before=6) == [extension, resumption]
    assert await acts.unfinished(before=5) == []
    assert await acts.begin(replace(wanted(SaleAct.PAUSE, "a"))) == replace(pause, done=True)
