"""The Socket.IO face of a node, put together.

news -> sessions -> recovery -> house -> events -> dispatcher -> Socket.IO server
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import msgspec

from server.edge.origins import Origins
from server.identity.tokens import Tokens
from server.node.core import Core
from server.node.house import House, house
from server.node.news import News, news
from server.node.stores.connect import Stores
from server.settings import Settings
from server.sockets.busy_bids import BusyBids
from server.sockets.dispatch import Dispatcher
from server.sockets.draining import Draining
from server.sockets.events import Events
from server.sockets.lifecycle import Lifecycle
from server.sockets.reach.arrivals import Arrivals
from server.sockets.reach.meter import QUESTION, REPORT, ReachMeter
from server.sockets.reach.probes import Probes
from server.sockets.recovery.lost_bids import BID_LOST, LostBidNotices
from server.sockets.recovery.recovery import Recovery
from server.sockets.recovery.sales import SaleRecovery, sent_to_sale
from server.sockets.recovery.sessions import Sessions
from server.sockets.sales.standings import OwnStandings
from server.sockets.sales.watching import SaleWatching
from server.use_cases.editing import Editing

REACH_KINDS = (QUESTION, REPORT)


@dataclass(frozen=True, slots=True)
class SocketFace:
    """The parts of the face that others use or measure."""

    serving: Callable[[], AbstractAsyncContextManager[None]]
    """Serves the sockets while inside."""
    news: News
    recovery: Recovery
    house: House
    draining: Draining


@dataclass(frozen=True, slots=True)
class _Recovering:
    """The watches of sales, and the parts that recover the watches of a socket."""

    sales: SaleWatching
    sessions: Sessions
    sale_recovery: SaleRecovery
    notices: LostBidNotices
    recovery: Recovery
    arrivals: Arrivals


@asynccontextmanager
async def running_socket_face(
    settings: Settings, stores: Stores, core: Core, tokens: Tokens, origins: Origins
) -> AsyncIterator[SocketFace]:
    """Send to the rooms of this node while inside; `SocketFace.serving` serves the sockets."""
    sent = news(settings, stores, core, origins)
    back = _recovering(settings, stores, core, sent)
    meter = _meter(core, sent, back)
    run = house(core, sent, meter)
    events = _events(core, tokens, sent, back, run)
    dispatcher = Dispatcher(
        events.handlers,
        sent.rooms,
        sent.sockets.handle_packet,
        join=sent.sockets.join,
        busy_bids=BusyBids(core.floor.admission.refuse_bid, sent.sockets.eio.throttle),
        refused=sent.sockets.refused,
        spawn=sent.sockets.eio.tasks.spawn,
    )
    lifecycle = Lifecycle(tokens, sent.identities, back.recovery)

    def receive(room: str, kind: str, body: msgspec.Raw) -> None:
        if kind == BID_LOST:
            back.notices.receive(room, body)
        else:
            taker = meter if kind in REACH_KINDS else sent.broadcaster
            taker.receive(room, kind, body)

    def resumed() -> None:
        sent.resync.read_all_soon()
        sent.sale_reader.read_all_soon()
        run.grants.forget()
        back.notices.resumed(sent.bus.subscription.silent_s)

    async with (
        back.sessions.running(),
        sent.running(),
        meter.running(),
        back.notices.running(),
        sent.bus.running(
            partial(sent.rooms.receive, run.grants_bus.before(receive)),
            resumed=resumed,
            met=sent.broadcaster.met,
        ),
    ):
        with (
            core.announcements.to(sent.broadcaster.announce),
            core.epochs.to(sent.broadcaster.announce_epochs),
            core.losses.to(back.notices.announce),
        ):
            serving = partial(sent.sockets.running, dispatcher, lifecycle)
            draining = Draining(sent.sockets.eio, sent.delivery)
            yield SocketFace(serving, sent, back.recovery, run, draining)


def _recovering(settings: Settings, stores: Stores, core: Core, sent: News) -> _Recovering:
    known = sent.identities.last_known
    sales = SaleWatching(
        sent.rooms, sent.sale_feeds, sent.sale_reader, OwnStandings(core.hot_state), known
    )
    sessions = Sessions(
        stores.redis,
        core.hot_state.keys,
        lambda key: sent_to_sale(sales, key) or sent.fanout.sent(key),
        window_ms=settings.recovery_window_ms,
        proof_s=sent.sockets.eio.proof_s,
    )
    sale_recovery = SaleRecovery(sessions, sales)
    notices = LostBidNotices(core.lost_bids, sent.bus, sent.rooms, sent.delivery, known)
    recovery = Recovery(
        sent.rooms,
        sessions,
        core.hot_state,
        archive=core.archive,
        fanout=sent.fanout,
        delivery=sent.delivery,
        notices=notices,
        sales=sale_recovery,
    )
    return _Recovering(sales, sessions, sale_recovery, notices, recovery, Arrivals())


def _meter(core: Core, sent: News, back: _Recovering) -> ReachMeter:
    probes = Probes(
        sent.rooms,
        sent.fanout,
        sent.delivery,
        sent.sockets.eio.sockets,
        is_settled=lambda sid: not (back.arrivals.pending(sid) or back.recovery.is_pending(sid)),
        is_bidder=sent.identities.is_bidder,
    )
    return ReachMeter(
        sent.bus,
        sent.rooms,
        probes,
        core.hot_state,
        sent.watchers.of_nodes,
        refusals=core.floor.refusals,
    )


def _events(core: Core, tokens: Tokens, sent: News, back: _Recovering, run: House) -> Events:
    return Events(
        core.floor,
        core.hot_state,
        core.archive,
        tokens,
        Editing(core.floor, core.hot_state, core.archive, core.lots),
        rooms=sent.rooms,
        identities=sent.identities,
        recovery=back.recovery,
        acting=core.acting,
        sales=back.sales,
        sale_recovery=back.sale_recovery,
        arrivals=back.arrivals,
        reach=run.reach,
        running=run.running,
        paddles=run.paddles,
    )
