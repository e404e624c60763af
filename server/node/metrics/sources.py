"""The sources of all metrics of a node."""

from collections.abc import Sequence
from functools import partial

from server.node.core import Core
from server.node.metrics.archiving import archive_metrics, journal_metrics, webhook_metrics
from server.node.metrics.bidding import (
    call_metrics,
    clock_metrics,
    durability_metrics,
    floor_metrics,
    loss_metrics,
    round_metrics,
)
from server.node.metrics.process import http_metrics, loop_metrics, node_metrics, task_metrics
from server.node.metrics.sockets import (
    recovery_metrics,
    room_metrics,
    sale_metrics,
    slow_reader_metrics,
    socket_metrics,
    subscription_metrics,
    throttle_metrics,
)
from server.node.process.loop_lag import LoopLag
from server.node.socket_face import SocketFace
from server.settings import Settings
from server.web.metrics import Source
from server.web.transport.counters import HttpCounters
from server.webhooks.deliverer import Deliverer


def sources(
    settings: Settings,
    core: Core,
    sockets: SocketFace,
    *,
    http: HttpCounters,
    deliverer: Deliverer,
    lag: LoopLag,
) -> Sequence[Source]:
    """List the sources, each of which is read when the metrics are requested."""
    news, timed = sockets.news, core.hot_state.timed
    return [
        partial(node_metrics, settings),
        partial(floor_metrics, core.floor),
        partial(round_metrics, core.floor),
        partial(call_metrics, timed),
        partial(clock_metrics, timed),
        partial(durability_metrics, core.durability, core.replication),
        partial(loss_metrics, core.losses, core.commits),
        partial(journal_metrics, core.backlog),
        partial(archive_metrics, core.queue),
        partial(webhook_metrics, deliverer),
        partial(http_metrics, http),
        partial(socket_metrics, news.sockets),
        partial(slow_reader_metrics, news.sockets),
        partial(throttle_metrics, news.sockets),
        partial(subscription_metrics, [core.wakeups, news.bus.subscription]),
        partial(room_metrics, news.fanout, news.turns),
        partial(recovery_metrics, news.resync, sockets.recovery),
        partial(sale_metrics, news.sale_feeds, news.sale_reader),
        partial(loop_metrics, lag),
        task_metrics,
    ]
