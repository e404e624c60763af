"""The metrics of sockets, rooms, broadcasts, recovery and the feeds of sales."""

from collections.abc import Iterable, Sequence

from engineio.base_server import BaseServer
from prometheus_client.core import Metric

from server.pubsub import Subscription
from server.sockets.broadcast.fanout import Fanout
from server.sockets.broadcast.resync import Resync
from server.sockets.broadcast.turns import Turns
from server.sockets.recovery.recovery import Recovery
from server.sockets.sales.feeds import SaleFeeds
from server.sockets.sales.reader import SaleReader
from server.sockets.server import SocketServer
from server.web.metrics import counter, counters, gauge, gauges, histogram

REFUSALS = ("malformed", "too_long", "not_joined", "namespace", "acknowledgement")
_engine = BaseServer.reason
REASONS = (
    _engine.CLIENT_DISCONNECT,
    _engine.SERVER_DISCONNECT,
    _engine.PING_TIMEOUT,
    _engine.TRANSPORT_CLOSE,
    _engine.TRANSPORT_ERROR,
)
"""Labels that are shown from the start, so that a rate of them is known from their first packet on."""


def socket_metrics(sockets: SocketServer) -> Iterable[Metric]:
    """Yield the metrics of connected, refused and departed sockets."""
    yield gauge("sockets", "Open sockets", len(sockets.eio.sockets))
    yield counters(
        "rate_limited",
        "Sockets, events and frames that were refused, by limit",
        "limit",
        sockets.limiter.refused.items(),
    )
    yield counters(
        "refused_packets",
        "Packets that were not answered or not read, by reason",
        "reason",
        {**dict.fromkeys(REFUSALS, 0), **sockets.refused}.items(),
    )
    yield counters(
        "sockets_left",
        "Sockets that have left, by reason",
        "reason",
        {**dict.fromkeys(REASONS, 0), **sockets.left}.items(),
    )


def throttle_metrics(sockets: SocketServer) -> Iterable[Metric]:
    """Yield the metrics of sockets that bid again too early after the answer `busy`."""
    throttle = sockets.eio.throttle
    yield gauge(
        "sockets_held", "Sockets that are not read, because they bid too early", throttle.held
    )
    yield counter(
        "event_waits",
        "Events that waited for a turn of their address",
        sockets.eio.pacing.waited,
    )
    yield counter("socket_holds", "Times that a socket was held", throttle.holds)
    yield counter(
        "bids_refused_held", "Bids refused because their socket was held", throttle.refused
    )


def slow_reader_metrics(sockets: SocketServer) -> Iterable[Metric]:
    """Yield the metrics of clients that leave much of what they are sent unread."""
    slow = sockets.eio.slow_readers
    yield gauge(
        "sockets_behind", "Websockets whose clients leave much unread", sockets.eio.behind()
    )
    yield counter("sockets_fell_behind", "Times that a client fell behind", slow.fell_behind)
    yield counter("sockets_cut_behind", "Sockets cut because their clients did not read", slow.cut)
    yield counter(
        "deliveries_skipped",
        "Messages that a later one replaced before a client that was behind was sent them",
        slow.skipped,
    )


def subscription_metrics(subscriptions: Sequence[Subscription]) -> Iterable[Metric]:
    """Yield the metrics of the subscriptions to channels of Redis."""
    yield gauges(
        "subscription_up",
        "1 while what is published arrives, by subscription",
        "subscription",
        [(each.name, float(each.carries)) for each in subscriptions],
    )
    yield counters(
        "subscription_outages",
        "Times that nothing arrived any more, by subscription",
        "subscription",
        [(each.name, each.outages) for each in subscriptions],
    )
    yield counters(
        "subscription_reconnects",
        "Times that a subscription was made again, by subscription",
        "subscription",
        [(each.name, each.reconnects) for each in subscriptions],
    )


def room_metrics(fanout: Fanout, turns: Turns) -> Iterable[Metric]:
    """Yield the metrics of rooms and broadcasts."""
    yield gauge("rooms", "Items that are watched on this node", len(fanout.feeds()))
    yield counter("deliveries", "Messages sent to sockets of rooms", turns.deliveries)
    yield counter("fanout_news", "Commits that rooms of this node were to be sent", fanout.news)
    yield counter(
        "fanout_broadcasts", "Messages to rooms that these were merged into", fanout.broadcasts
    )
    yield histogram(
        "fanout_lag_seconds",
        "Seconds from the oldest commit of a broadcast to its message to the last socket",
        fanout.lag_s,
    )


def recovery_metrics(resync: Resync, recovery: Recovery) -> Iterable[Metric]:
    """Yield the metrics of rooms and connections that had missed messages."""
    yield counter("rooms_resynced", "Rooms that were behind the hot state", resync.resynced)
    yield counter(
        "connections_recovered", "Connections whose state was recovered", recovery.recovered
    )
    yield counter(
        "connections_not_recovered",
        "Returning clients that had to begin anew",
        recovery.not_recovered,
    )


def sale_metrics(feeds: SaleFeeds, reader: SaleReader) -> Iterable[Metric]:
    """Yield the metrics of the feeds of sales."""
    yield gauge("sale_feeds", "Sales that are watched on this node", len(feeds.feeds()))
    yield counter("sale_rows_resynced", "Items of sales that a feed had lacked", reader.resynced)
