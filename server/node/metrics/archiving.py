"""The metrics behind the bids: the journal, the archive that it is written to, and webhooks."""

from collections.abc import Iterable

from prometheus_client.core import Metric

from persistence.backlog import Backlog
from persistence.queue import ArchiveQueue
from server.web.metrics import counter, counters, gauge, histogram
from server.webhooks.deliverer import Deliverer


def journal_metrics(backlog: Backlog) -> Iterable[Metric]:
    """Yield the metrics of the journal, which all nodes share."""
    yield gauge("journal_entries", "Journal entries that are not archived yet", backlog.entries)
    yield gauge(
        "journal_entries_limit",
        "Journal entries beyond which new bids are refused; 0 for no limit",
        backlog.entries_max,
    )
    yield gauge(
        "journal_oldest_seconds",
        "Age of the oldest journal entry that is not archived yet",
        backlog.oldest_s,
    )
    yield gauge(
        "journal_full",
        "1 while new bids are refused because of the journal",
        float(backlog.is_full),
    )
    yield gauge(
        "journal_refused_entries",
        "Journal entries that the archive can't hold, in all streams of refused entries",
        backlog.refused,
    )


def archive_metrics(queue: ArchiveQueue) -> Iterable[Metric]:
    """Yield the metrics of the queue between the journal and the archive."""
    counts = queue.counters
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
    yield histogram("archive_batch_entries", "Entries of a batch", counts.batch_entries)
    yield histogram(
        "archive_write_seconds",
        "Seconds that writing a batch took, with its removal from the journal",
        counts.write_s,
    )
    yield histogram(
        "archive_lag_seconds",
        "Seconds from the commit of a batch's oldest entry until it was archived",
        counts.lag_s,
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
