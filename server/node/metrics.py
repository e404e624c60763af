"""What is measured of a running node: each part's own counts, under the names that operators see."""

from collections.abc import Iterable

from prometheus_client.core import Metric

from persistence.queue import ArchiveQueue
from server.bidding.counters import ANSWER_BUCKETS_S
from server.bidding.floor import Floor
from server.sockets.broadcast.fanout import Fanout
from server.sockets.broadcast.resync import Resync
from server.sockets.recovery.recovery import Recovery
from server.sockets.rooms.node_bus import NodeBus
from server.sockets.server import SocketServer
from server.web.metrics import counter, counters, gauge, histogram


def of_floor(floor: Floor) -> Iterable[Metric]:
    """Measure the bidding path."""
    counts = floor.counters
    yield counters(
        "answers", "Answers to commands, by code", "code", sorted(counts.answers.items())
    )
    yield histogram(
        "answer_seconds",
        "From a command's coming to the floor to its answer",
        ANSWER_BUCKETS_S,
        counts.answer_buckets,
        counts.answer_s_sum,
    )
    yield gauge("commands_waiting", "Commands that wait for their answer", floor.waiting)
    yield counter("rounds", "Rounds that were carried out", counts.rounds)
    yield counter("items_settled", "Items over all rounds", counts.items_settled)
    yield counter(
        "locks_outwaited",
        "Times that a taken lock was waited for and no wake-up came",
        counts.locks_outwaited,
    )
    yield counter(
        "events_lost",
        "Events that were committed here and that Redis and archive have both forgotten",
        floor.high_water_marks.events_lost,
    )


def of_archive(queue: ArchiveQueue) -> Iterable[Metric]:
    """Measure the way to the archive."""
    counts = queue.counters
    yield gauge("archive_batches_waiting", "Batches read and not yet written", queue.waiting)
    yield counter("archive_entries_written", "Journal entries written", counts.written)
    yield counter("archive_entries_refused", "Journal entries set aside", counts.refused)
    yield gauge("archive_failing", "1 while the archive can't be written to", float(counts.failing))


def of_sockets(sockets: SocketServer) -> Iterable[Metric]:
    """Measure who is connected, who was refused and who has left."""
    yield gauge("sockets", "Sockets that are open", len(sockets.eio.sockets))
    yield counters(
        "refused_at_the_gate",
        "Sockets, events and frames that a limit has refused",
        "gate",
        sockets.limiter.refused.items(),
    )
    yield counters("sockets_left", "Sockets that have gone", "reason", sorted(sockets.left.items()))


def of_rooms(bus: NodeBus, fanout: Fanout, resync: Resync, recovery: Recovery) -> Iterable[Metric]:
    """Measure what the rooms are told, and how they are kept true."""
    yield gauge("rooms", "Items that are watched here", len(fanout.feeds()))
    yield counter("deliveries", "Messages to sockets of rooms", fanout.deliveries)
    yield gauge("channel_carries", "1 while the bus between the nodes carries", bus.carries)
    yield counter("channel_failures", "Times that it stopped carrying", bus.failures)
    yield counter("rooms_mended", "Times that a room was told by the hot state", resync.resynced)
    yield counter(
        "connections_recovered", "Clients that went on where they were", recovery.recovered
    )
    yield counter(
        "connections_not_recovered", "Clients that came back and began anew", recovery.not_recovered
    )
