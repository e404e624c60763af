"""Every fault and hostile input that was thought of, each with the places where it is tried.

A place is a fault of the programme, a test, a module of tests, or a target of make. The simulator has kinds
of its own.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A fault, and where it is tried; `simulated` are the kinds of the simulator's faults."""

    fault: str
    places: tuple[str, ...]
    simulated: tuple[str, ...] = ()


ROWS = (
    Row("a node is killed at any moment", ("a_node_dies",), ("node killed",)),
    Row(
        "a node is killed at a certain step of a commit or of the archiving",
        (
            "a_node_dies_before_its_commit",
            "a_node_dies_with_a_lock",
            "a_node_dies_after_its_commit",
            "a_node_dies_in_the_middle_of_a_batch",
            "a_node_dies_before_its_acknowledgement",
        ),
    ),
    Row("all nodes are killed", ("all_nodes_die",)),
    Row(
        "the holder of a lock is stopped until the lock has expired",
        ("a_holder_is_stopped",),
        ("node stopped",),
    ),
    Row("a node is stopped across a close", ("a_node_is_stopped_across_a_close",)),
    Row(
        "Redis is killed and restarts on its files",
        ("redis_restarts", "redis_dies_between_two_syncs"),
        ("redis restarted",),
    ),
    Row(
        "Redis lacks its last second", ("redis_loses_its_last_seconds",), ("redis loses a second",)
    ),
    Row(
        "Redis comes back empty",
        (
            "redis_is_emptied_once_all_is_archived",
            "redis_is_emptied_behind_an_answer",
            "redis_is_emptied_with_a_backlog",
        ),
        ("redis loses everything",),
    ),
    Row("the disk of Redis is full", ("the_disk_is_full",)),
    Row(
        "a lagging replica is promoted",
        ("sentinel_promotes_a_lagging_replica", "cluster_is_taken_over_by_a_lagging_replica"),
        ("replica lags", "redis fails over"),
    ),
    Row("Redis is stopped", ("redis_pauses",)),
    Row("Redis reaches its maxmemory", ("redis_is_full",)),
    Row(
        "the scripts are flushed, every connection is closed",
        ("scripts_are_flushed", "connections_are_cut"),
        ("redis connections reset",),
    ),
    Row(
        "PostgreSQL is killed, fails over, is locked, or has no connections left",
        (
            "the_archive_dies",
            "the_archive_fails_over",
            "the_archive_is_locked",
            "archive_connections_are_terminated",
            "the_archive_has_no_connections_left",
        ),
        (
            "postgres restarted",
            "postgres unreachable",
            "postgres connections reset",
        ),
    ),
    Row(
        "the reply to a COMMIT is lost",
        ("archive_commit_replies_are_lost",),
        ("replies of postgres lost",),
    ),
    Row(
        "a node is cut off from Redis, in both ways or in one; delays, and resets in place of replies",
        (
            "a_node_is_cut_off",
            "replies_vanish",
            "the_network_is_slow",
            "replies_are_reset",
            "commit_replies_are_lost",
        ),
        (
            "redis unreachable",
            "requests to redis lost",
            "replies of redis lost",
            "redis slow",
        ),
    ),
    Row(
        "the connections to Redis or PostgreSQL stay half-open for good, and new ones work",
        ("connections_are_forgotten", "archive_connections_are_forgotten"),
    ),
    Row(
        "subscribers are cut off, or their connections are dead",
        (
            "subscribers_are_cut_again_and_again",
            "test_a_node_whose_subscription_is_dead_is_not_alone",
        ),
    ),
    Row("a node's clock is wrong", ("a_nodes_clock_jumps",), ("node clock jumps",)),
    Row(
        "a bid is sent ten times, over two nodes and both faces",
        (
            "a_bid_is_sent_many_times",
            "test_a_bid_id_sent_ten_times_over_both_nodes_has_one_effect_and_one_answer",
        ),
    ),
    Row("the id of a bid is used for another amount", ("a_bid_id_is_used_twice",)),
    Row("two faults at once", ("tests/faults/nemesis",)),
    Row(
        "nodes are restarted one after the other",
        ("nodes_are_restarted_in_turn", "make bench-rolling"),
        ("node replaced",),
    ),
    Row(
        "every client reconnects at once",
        ("every_client_reconnects_at_once", "make bench-drop"),
        ("clients cut",),
    ),
    Row("ten times the load that a node can take", ("make bench-overload",)),
    Row(
        "floods of events, pongs, acknowledgements and handshakes",
        ("test_a_flood_closes_its_socket_while_others_are_served", "make bench-attacks"),
    ),
    Row(
        "readers that are stuck in a crowded room",
        ("tests/integration/sockets/transport/test_outgoing.py",),
        ("sockets stalled",),
    ),
    Row("forged events, unknown names, wrong arity", ("tests/hostile/corpus/packets.py",)),
    Row(
        "tokens that are expired, foreign or forged",
        ("tests/hostile/corpus/tokens.py", "tests/unit/identity/test_tokens.py"),
    ),
    Row(
        "malformed and huge frames, attachments that never come, compressed bombs",
        (
            "tests/hostile/corpus/frames.py",
            "tests/hostile/test_sockets_binary.py",
            "tests/hostile/test_autobahn_cases.py",
        ),
    ),
    Row(
        "values that are no amounts, foreign characters, duplicate keys, markup and SQL in every text",
        (
            "tests/hostile/corpus/values.py",
            "tests/hostile/corpus/texts.py",
            "tests/hostile/test_numbers.py",
            "tests/hostile/test_names.py",
        ),
    ),
    Row(
        "slow requests, sockets without a CONNECT, crowds of polling sessions",
        ("tests/hostile/corpus/http_requests.py", "tests/hostile/test_sockets_polling.py"),
    ),
    Row(
        "foreign origins, rooms and namespaces, requests behind the upgrade",
        ("tests/unit/edge/test_origins.py", "tests/hostile/corpus/http_requests.py"),
    ),
    Row(
        "a primary is demoted, lags, and is promoted again without a restart",
        (
            "sentinel_promotes_a_lagging_former_primary",
            "cluster_promotes_a_lagging_former_primary",
            "sentinel_fails_over_twice",
            "cluster_fails_over_twice",
        ),
        ("redis fails over and back",),
    ),
    Row(
        "Redis' clock jumps",
        ("the_clock_jumps_ahead", "the_clock_goes_back", "tests/faults/test_clock.py"),
        ("redis clock jumps",),
    ),
    Row(
        "a store is silent instead of failing",
        (
            "the_archive_freezes",
            "the_archive_hangs_up",
            "redis_hangs_up",
            "redis_hangs_up_on_every_node",
            "tests/faults/test_frozen_postgres.py",
            "tests/faults/test_resets.py",
        ),
        ("postgres frozen",),
    ),
    Row(
        "Redis is emptied in a large sale",
        ("redis_is_emptied_in_a_large_sale", "make bench-restoration"),
    ),
    Row(
        "a bid is lost, and its bidder is notified",
        (
            "a_node_that_knows_lost_bids_comes_back_late",
            "tests/integration/sockets/recovery/test_lost_bids.py",
            "test_a_socket_that_stayed_is_sent_the_true_price_after_a_loss_without_a_bid",
        ),
    ),
    Row(
        "a node starts while a store is silent",
        ("a_node_starts_beside_a_silent_redis", "a_node_starts_beside_a_silent_archive"),
    ),
    Row(
        "a commit arrives after its lock has gone",
        ("a_commit_arrives_late", "a_late_commit_finds_the_lock_taken"),
    ),
    Row(
        "compressed and wide bodies, far increments, foreign ids, floods of log lines, ghosts of polling",
        (
            "tests/hostile/test_http.py",
            "tests/hostile/test_retractions.py",
            "tests/hostile/test_sockets_logs.py",
            "tests/hostile/test_sockets_ghosts.py",
        ),
    ),
    Row(
        "stores that an earlier version has written, and its nodes beside those of this one",
        ("tests/integration/persistence/test_old_stores.py", "make test-upgrade"),
    ),
    Row(
        "answers wait for a replica, which stops, or which alone is left",
        (
            "the_replica_stops",
            "all_but_the_replica_die",
            "all_but_a_lagging_replica_die",
            "the_killed_primary_is_promoted_again",
        ),
    ),
    Row(
        "a primary dies, stops, or is asked to hand over, and Sentinel or a cluster promotes its replica",
        (
            "sentinel_primary_dies",
            "sentinel_primary_stops",
            "sentinel_is_asked_to_fail_over",
            "cluster_primary_dies",
            "cluster_fails_over",
            "cluster_fails_over_by_force",
            "cluster_is_taken_over",
            "all_nodes_die_before_a_lagging_replica_takes_over",
        ),
        ("redis fails over beside a node",),
    ),
)
