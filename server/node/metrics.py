"""The metrics of a running node: each part's counters, under the names that operators see."""

from collections.abc import Iterable, Sequence

from prometheus_client.core import Metric

from persistence.backlog import Backlog
from persistence.queue import ArchiveQueue
from server.bidding.counters import ANSWER_BUCKETS_S
from server.bidding.floor import Floor
from server.bidding.hot_state.timed_scripts import TimedScripts
from server.bidding.restoration.losses import Losses
from server.bidding.restoration.own_commits import OwnCommits
from server.pubsub import Subscription
from server.sockets.broadcast.fanout import Fanout
from server.sockets.broadcast.resync import Resync
from server.sockets.broadcast.turns import Turns
from server.sockets.recovery.recovery import Recovery
from server.sockets.sales.feeds import SaleFeeds
from server.sockets.sales.reader import SaleReader
from server.sockets.server import SocketServer
from server.tasks import failures_in_a_row, failures_in_total
from server.web.metrics import counter, counters, gauge, gauges, histogram
from server.web.transport.counters import HttpCounters
from server.webhooks.deliverer import Deliverer


def floor_metrics(floor: Floor) -> Iterable[Metric]:
    """Yield the metrics of the bidding path."""
    counts = floor.counters
    yield counters(
        "answers", "Answers to commands, by code", "code", sorted(counts.answers.items())
    )
    yield histogram(
        "answer_seconds",
        "Seconds from a command's arrival on the floor to its answer",
        ANSWER_BUCKETS_S,
        counts.answer_buckets,
        counts.answer_s_sum,
    )
    yield gauge("commands_waiting", "Commands that are not answered yet", floor.waiting)
    yield counter("rounds", "Rounds", counts.rounds)
    yield counter("items_settled", "Items settled, summed over all rounds", counts.items_settled)
    yield counter(
        "locks_outwaited",
        "Locks of other nodes that were waited for in vain: no wake-up came",
        counts.locks_outwaited,
    )


def clock_metrics(timed: TimedScripts) -> Iterable[Metric]:
    """Yield the metrics of Redis' clock."""
    yield counter("clock_jumps", "Jumps of Redis' clock that this node has noticed", timed.jumps)
    yield gauge(
        "clock_correction_seconds",
        "Seconds by which Redis' clock is behind the measured time; negative if it is ahead",
        timed.correction_ms / 1000,
    )


def task_metrics() -> Iterable[Metric]:
    """Yield the metrics of background tasks."""
    yield counters(
        "task_failures",
        "Steps of background tasks that failed, by task",
        "task",
        failures_in_total().items(),
    )
    yield gauges(
        "task_failures_in_a_row",
        "Steps of background tasks that failed since the last success, by task",
        "task",
        failures_in_a_row().items(),
    )


def archive_metrics(queue: ArchiveQueue, backlog: Backlog) -> Iterable[Metric]:
    """Yield the metrics of the journal, and of the queue between it and the archive."""
    counts = queue.counters
    yield gauge("journal_entries", "Journal entries that are not archived yet", backlog.entries)
    yield gauge(
        "journal_full",
        "1 while new bids are refused because of the journal",
        float(backlog.is_full),
    )
    yield gauge(
        "archive_batches_waiting",
        "Batches read from the journal and not written yet",
        queue.waiting,
    )
    yield counter("archive_entries_written", "Journal entries written", counts.written)
    yield counter("archive_entries_refused", "Journal entries set aside", counts.refused)
    yield gauge(
        "archive_failing", "1 while the archive cannot be written to", float(counts.failing)
    )


def webhook_metrics(deliverer: Deliverer) -> Iterable[Metric]:
    """Yield the metrics of deliveries to webhooks."""
    yield gauge(
        "webhook_backlog",
        "Deliveries to webhooks that wait, on all nodes",
        deliverer.backlog.pending,
    )
    yield gauge(
        "webhook_oldest_seconds", "Age of the oldest waiting delivery", deliverer.backlog.oldest_s
    )
    yield counters(
        "webhook_attempts",
        "Attempts of this node to deliver, by result",
        "result",
        sorted(deliverer.attempts.items()),
    )


def loss_metrics(losses: Losses, commits: OwnCommits) -> Iterable[Metric]:
    """Yield the metrics of events that are lost, or would be with Redis and this node."""
    yield gauge(
        "commits_remembered", "Commits of this node that may not be archived yet", len(commits)
    )
    yield counter(
        "events_lost", "Committed events that are not part of their item's history", losses.events
    )
    yield counter(
        "events_conflicting",
        "Those of the lost events that met others of their numbers in the archive",
        losses.conflicting,
    )


def http_metrics(http: HttpCounters) -> Iterable[Metric]:
    """Yield the metrics of HTTP connections and refused requests."""
    yield gauge("http_connections", "Open HTTP connections, without websockets", http.connections)
    yield counters(
        "http_refused",
        "HTTP requests and connections that were refused, by reason",
        "reason",
        http.refused.items(),
    )


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
        sorted(sockets.refused.items()),
    )
    yield counters(
        "sockets_left", "Sockets that have left, by reason", "reason", sorted(sockets.left.items())
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


def sale_metrics(feeds: SaleFeeds, reader: SaleReader) -> Iterable[Metric]:
    """Yield the metrics of the feeds of sales."""
    yield gauge("sale_feeds", "Sales that are watched on this node", len(feeds.feeds()))
    yield counter("sale_rows_resynced", "Items of sales that a feed had lacked", reader.resynced)


def room_metrics(
    fanout: Fanout, turns: Turns, resync: Resync, recovery: Recovery
) -> Iterable[Metric]:
    """Yield the metrics of rooms, broadcasts and recovery."""
    yield gauge("rooms", "Items that are watched on this node", len(fanout.feeds()))
    yield counter("deliveries", "Messages sent to sockets of rooms", turns.deliveries)
    yield counter("rooms_resynced", "Rooms that were behind the hot state", resync.resynced)
    yield counter(
        "connections_recovered", "Connections whose state was recovered", recovery.recovered
    )
    yield counter(
        "connections_not_recovered",
        "Returning clients that had to begin anew",
        recovery.not_recovered,
    )
