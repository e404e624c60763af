"""The metrics of the bidding path: the floor, its calls of Redis, the clock, and losses."""

from collections.abc import Iterable

from prometheus_client.core import Metric

from server.bidding.floor import Floor
from server.bidding.hot_state.timed_scripts import TimedScripts
from server.bidding.overload.admission import OVERLOADED
from server.bidding.replication.replication import Replication
from server.bidding.restoration.losses import Losses
from server.bidding.restoration.own_commits import OwnCommits
from server.domain.rejection import Code
from server.histogram import SHORT_SECONDS, Histogram
from server.node.stores.durability import Durability
from server.web.metrics import constant, counter, counters, gauge, histogram, histograms


def floor_metrics(floor: Floor) -> Iterable[Metric]:
    """Yield the metrics of commands and their answers."""
    counts = floor.counters
    answers = {"ok": 0, **dict.fromkeys(map(str, Code), 0), **counts.answers}
    yield counters("answers", "Answers to commands, by code", "code", answers.items())
    yield histogram(
        "answer_seconds",
        "Seconds from a command's arrival on the floor to its answer",
        counts.answer_s,
    )
    overloaded = {**dict.fromkeys(OVERLOADED, 0), **floor.admission.refused}
    yield counters(
        "bids_refused_busy",
        "Bids refused as `busy`, by what was overloaded",
        "overloaded",
        overloaded.items(),
    )
    waiting = floor.admission.waiting
    yield gauge("commands_waiting", "Commands that are not answered yet", waiting)
    yield gauge(
        "commands_waiting_limit",
        "Commands that may wait; further ones are answered `busy`",
        floor.waiting_max,
    )


def round_metrics(floor: Floor) -> Iterable[Metric]:
    """Yield the metrics of rounds, and of the locks that they take."""
    counts = floor.counters
    yield counter("rounds", "Rounds that settled their commands", counts.rounds)
    yield counters(
        "rounds_failed",
        "Rounds that settled nothing, by reason",
        "reason",
        counts.rounds_failed.items(),
    )
    yield histogram("round_seconds", "Seconds from a round's beginning to its end", counts.round_s)
    yield histogram("round_commands", "Commands of a round", counts.round_commands)
    yield counter("items_settled", "Items settled, summed over all rounds", counts.items_settled)
    yield counters(
        "items_guessed",
        "Items that a round decided before it had their locks, by what came of it",
        "result",
        [
            ("right", counts.guessed_right),
            ("wrong", counts.guessed - counts.guessed_right),
        ],
    )
    yield counter(
        "items_fenced_off",
        "Items whose commit was refused, because another round had their lock",
        counts.fenced_off,
    )
    yield counter(
        "locks_handed_over",
        "Locks of items that other nodes have handed to this node",
        counts.handovers,
    )
    yield counter(
        "locks_outwaited",
        "Locks of other nodes that were waited for in vain: no wake-up came",
        counts.locks_outwaited,
    )
    yield histogram(
        "lock_wait_seconds",
        "Seconds for which an item was put off, for its lock or after a failed try",
        counts.parked_s,
    )


def call_metrics(timed: TimedScripts) -> Iterable[Metric]:
    """Yield the metrics of the calls of Redis' scripts."""
    scripts = timed.scripts
    yield histograms(
        "redis_call_seconds",
        "Seconds from a call of a script to its reply, by script",
        "script",
        scripts.answered_s.items(),
    )
    yield counters(
        "redis_calls_failed",
        "Calls of scripts without a reply or with an error, by script",
        "script",
        scripts.failed.items(),
    )


def clock_metrics(timed: TimedScripts) -> Iterable[Metric]:
    """Yield the metrics of Redis' clock."""
    yield counter("clock_jumps", "Jumps of Redis' clock that this node has noticed", timed.jumps)
    yield gauge(
        "clock_correction_seconds",
        "Seconds by which Redis' clock is behind the measured time; negative if it is ahead",
        timed.correction_ms / 1000,
    )


def durability_metrics(durability: Durability, replication: Replication | None) -> Iterable[Metric]:
    """Yield the metrics of the durability in force; those of replicas stay 0 where answers don't wait."""
    labels = {
        "appendfsync": durability.appendfsync,
        "replicated": str(durability.replicated).lower(),
    }
    yield constant("durability_info", "How Redis keeps an answered bid", labels)
    yield histogram(
        "replica_wait_seconds",
        "Seconds until a replica had confirmed the latest writes",
        replication.waited_s if replication else Histogram(SHORT_SECONDS),
    )
    yield counter(
        "replica_waits_failed",
        "Waits for a replica in which none has confirmed",
        replication.unconfirmed if replication else 0,
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
