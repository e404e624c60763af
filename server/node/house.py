"""The use cases of those who run sales, put together for both faces."""

from dataclasses import dataclass

from persistence.sales.bidders import SaleBidders
from persistence.sales.clerks import ClerkStore, EnteredBidStore
from persistence.sales.paddles import PaddleStore
from server.node.core import Core
from server.node.news import News
from server.sockets.reach.meter import ReachMeter
from server.sockets.rooms.grants_bus import GrantsBus
from server.use_cases.bidders.admitting import Admitting
from server.use_cases.reach import HammerReach
from server.use_cases.running import Running
from server.use_cases.saleroom.clerks import ClerkGrants, Clerking
from server.use_cases.saleroom.entered_bids import EnteredBids
from server.use_cases.saleroom.paddles import Paddles
from server.use_cases.saleroom.sale_notices import SaleNotices


@dataclass(frozen=True, slots=True)
class House:
    """The use cases, and the grants of clerks with the bus that has other nodes forget them."""

    grants: ClerkGrants
    grants_bus: GrantsBus
    bidders: SaleBidders
    admitting: Admitting
    running: Running
    paddles: Paddles
    clerking: Clerking
    notices: SaleNotices
    reach: HammerReach
    entered: EnteredBids


def house(core: Core, news: News, meter: ReachMeter) -> House:
    """Put the use cases together."""
    floor, hot_state, archive = core.floor, core.hot_state, core.archive
    store = ClerkStore(core.pool)
    grants = ClerkGrants(store)
    grants_bus = GrantsBus(news.bus, news.rooms, grants)
    bidders = SaleBidders(core.pool)
    admitting = Admitting(hot_state, archive, bidders, news.broadcaster.announce_admission)
    running = Running(floor, grants)
    return House(
        grants=grants,
        grants_bus=grants_bus,
        bidders=bidders,
        admitting=admitting,
        running=running,
        paddles=Paddles(
            floor,
            hot_state,
            archive,
            PaddleStore(core.pool),
            admitting=admitting,
            grants=grants,
            codes=core.codes,
        ),
        clerking=Clerking(
            archive, store, grants, publish=grants_bus.publish, now=hot_state.clock.now
        ),
        notices=SaleNotices(floor, archive, grants),
        reach=HammerReach(meter, running, hot_state, grants),
        entered=EnteredBids(archive, EnteredBidStore(core.pool), grants),
    )
