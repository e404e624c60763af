"""The mutants. A test holds every replacement against the source, so that a line that moved is noticed."""

from tests.faults.mutants.mutant import Mutant, Replacement

ACQUIRE = "server/bidding/hot_state/lua/rounds/acquire.lua"
COMMIT = "server/bidding/hot_state/lua/rounds/commit.lua"
DECIDED = "server/bidding/hot_state/lua/parts/decided.lua"
LOCK = "server/bidding/hot_state/lua/parts/lock.lua"
ROUNDS = "server/bidding/rounds.py"
TRUST = "server/bidding/hot_state/lua/parts/trust.lua"
COMMIT_ARCHIVER = "server/bidding/restoration/commit_archiver.py"
RECEIPTS = "server/bidding/settling/receipts.py"
REPLICATED_ROUNDS = "server/bidding/replication/replicated_rounds.py"
PUBSUB = "server/pubsub.py"
QUEUE = "persistence/queue.py"
TOKENS = "server/identity/tokens.py"
SIGNATURES = "server/identity/signatures.py"
IDENTITY = "server/identity/identity.py"
FEES = "server/domain/charges/fees.py"
RESYNC = "server/sockets/broadcast/resync.py"
FEED = "server/sockets/broadcast/feed.py"
CONFLICTS = "persistence/writing/conflicts.py"
EPOCHS = "persistence/epochs.py"
CORE = "server/node/core.py"
TIMED = "server/bidding/hot_state/timed_scripts.py"

MUTANTS = (
    Mutant(
        "a commit is not fenced",
        (
            Replacement(COMMIT, "if redis.call('GET', lock) == token then", "if true then"),
            Replacement(COMMIT, "(known[1] or '0') == is.seq_read", "true"),
            Replacement(
                ACQUIRE,
                "guess and in_time and known[3] == is.seq_read and (known[1] or '0') == epoch",
                "guess",
            ),
        ),
        ("a_commit_arrives_late",),
        seeds=2,
    ),
    Mutant(
        "a bid is answered before its commit",
        (
            Replacement(
                ROUNDS,
                "NO_GUESSES if history else await self._guess(shard, batch, wants_lock_again)",
                "NO_GUESSES",
            ),
            Replacement(
                ROUNDS,
                "committed = await self._hot_state.commit(shard, token, settled, again)",
                "committing = self._hot_state.commit(shard, token, settled, again)\n"
                "            if any(isinstance(w.command, PlaceBid) for b in batch.values() for w in b):\n"
                "                self.late = __import__('asyncio').ensure_future(committing)\n"
                "                committed = Committed(set(settled), set())\n"
                "            else:\n"
                "                committed = await committing",
            ),
        ),
        ("a_node_dies_before_its_commit",),
    ),
    Mutant(
        "an event that is archived already is an error",
        (
            Replacement(
                CONFLICTS,
                "if match is _Match.NEW\n",
                "if match is not _Match.OTHER\n",
            ),
        ),
        ("archive_commit_replies_are_lost",),
    ),
    Mutant(
        "the journal is trimmed before it is archived",
        (
            Replacement(
                DECIDED,
                "redis.call('XADD', keys.journal, '*'",
                "redis.call('XADD', keys.journal, 'MAXLEN', '=', '1', '*'",
            ),
        ),
        ("the_archive_is_locked",),
    ),
    Mutant(
        "a lock is released without its token",
        (
            Replacement(COMMIT, "if redis.call('GET', lock) == token then", "if true then"),
            Replacement(
                ACQUIRE, "if not is_alone and not has_turn(lock, token, node) then", "if false then"
            ),
        ),
        ("a_late_commit_finds_the_lock_taken",),
    ),
    Mutant(
        "a bid leaves no receipt",
        (
            Replacement(
                DECIDED,
                "if is.last_receipt >= is.first_receipt and not is.has_receipts then",
                "if is.last_receipt < 0 then",
            ),
            Replacement(
                ACQUIRE,
                "redis.call('HSETNX', receipts, ARGV[is.first_receipt], ARGV[is.last_receipt]) == 1",
                "redis.call('HEXISTS', receipts, ARGV[is.first_receipt]) == 0",
            ),
        ),
        ("commit_replies_are_lost",),
        seeds=6,
    ),
    Mutant(
        "an id that was used for another bid is answered as that bid",
        (
            Replacement(
                RECEIPTS,
                "if was == (command.bidder.user_id, command.amount, command.most, command.quantity):",
                "if was[0] == command.bidder.user_id:",
            ),
        ),
        ("a_bid_id_is_used_twice",),
    ),
    Mutant(
        "a bid is answered before a replica has it",
        (
            Replacement(
                REPLICATED_ROUNDS,
                "if await self._replication.has_reached_replica(shard, era):",
                "if True:",
            ),
        ),
        ("the_replica_stops",),
    ),
    Mutant(
        "a server with another history is trusted",
        (
            Replacement(
                TRUST, "if not mark or string.sub(mark, 1, 40) ~= id then", "if not mark then"
            ),
        ),
        ("all_nodes_die_before_a_lagging_replica_takes_over",),
    ),
    Mutant(
        "a history that has ended is taken up again",
        (Replacement(EPOCHS, "return last is not None and head.item.seq > last", "return False"),),
        (),
        tests=("tests/integration/persistence/test_epochs.py",),
    ),
    Mutant(
        "a page shows what no replica has",
        (
            Replacement(
                CORE,
                "if replication is None:\n        return lambda",
                "if True:\n        return lambda",
            ),
        ),
        (),
        tests=("tests/integration/bidding/replication/test_replicated_rounds.py",),
    ),
    Mutant(
        "a node archives nothing that it knows after a loss",
        (
            Replacement(
                COMMIT_ARCHIVER,
                "entries = [entry for entry in read | own if entry not in self._flushed]",
                "entries: list[Encoded] = []",
            ),
        ),
        ("redis_is_emptied_with_a_backlog",),
    ),
    Mutant(
        "a subscription that was cut is not made again",
        (
            Replacement(PUBSUB, "await self._backoff.wait()", "await asyncio.sleep(3600)"),
            Replacement(PUBSUB, "if not self._receives():", "if False:"),
        ),
        ("connections_are_cut",),
    ),
    Mutant(
        "a stale guess is committed",
        (
            Replacement(
                ACQUIRE,
                "guess and in_time and known[3] == is.seq_read and (known[1] or '0') == epoch",
                "guess and in_time and (known[1] or '0') == epoch",
            ),
        ),
        (),
        seeds=4,
    ),
    Mutant(
        "the line of waiting nodes is lost while they have their turns",
        (
            Replacement(
                LOCK, "redis.call('PEXPIRE', line, LINE_MS)", "redis.call('PEXPIRE', line, 2000)"
            ),
            Replacement(
                LOCK,
                "    join_line(line, node)\n  end\n  redis.call('SET'",
                "    redis.call('RPUSH', line, node)\n  end\n  redis.call('SET'",
            ),
        ),
        (),
        seeds=12,
    ),
    Mutant(
        "entries leave the journal before they are archived",
        (
            Replacement(
                QUEUE,
                "        written = await write(self._pool, entries)\n",
                "        await self._journals[0].acknowledge(batch)\n"
                "        written = await write(self._pool, entries)\n",
            ),
        ),
        ("a_node_dies_in_the_middle_of_a_batch", "all_nodes_die"),  # each archives its own
    ),
    Mutant(
        "events of another history are taken for archived ones",
        (
            Replacement(
                CONFLICTS,
                "return _Match.ARCHIVED if archived == event else _Match.OTHER",
                "return _Match.ARCHIVED",
            ),
        ),
        ("a_node_that_knows_lost_bids_comes_back_late", "sentinel_primary_stops"),
        tests=("tests/integration/persistence/writing/test_conflicts.py",),
    ),
    Mutant(
        "a room that has missed an event is not sent it",
        (
            Replacement(
                RESYNC,
                "return feed.gap or found.item.seq > (feed.known_seq or 0)",
                "return False",
            ),
        ),
        (),
        seeds=8,
    ),
    Mutant(
        "a room is not sent the item of a later epoch",
        (
            Replacement(
                FEED,
                "self.sent_seq = None if self.sent_seq is None else 0",
                "pass",
            ),
            Replacement(RESYNC, "if found.epoch > feed.epoch:\n        return True", "pass"),
            Replacement(RESYNC, "if found.position < sent:", "if found.item.seq < sent.seq:"),
        ),
        (),
        seeds=16,
    ),
    Mutant(
        "a node that starts after a jump of the clock imposes its time",
        (
            Replacement(
                TIMED,
                "if moved_by_node and (found.overruled or self._began_after_jump(shard, found)):",
                "if moved_by_node and found.overruled:",
            ),
        ),
        (),
        tests=("tests/unit/bidding/hot_state/test_timed_scripts.py",),
    ),
    Mutant(
        "an expired token is accepted",
        (
            Replacement(TOKENS, "if int(claims.exp) + leeway_s <= now:", "if False:"),
            Replacement(IDENTITY, "return self.expires_at + self.leeway_s <= now", "return False"),
        ),
        (),
        tests=("tests/unit/identity/test_tokens.py", "tests/unit/identity/test_identity.py"),
    ),
    Mutant(
        "the signature of a token is not checked",
        (
            Replacement(
                SIGNATURES, "if not self._algorithm.verify(signed, key, proof):", "if False:"
            ),
        ),
        (),
        tests=("tests/unit/identity/test_tokens_signatures.py",),
    ),
    Mutant(
        "the premium is rounded twice",
        (
            Replacement(
                FEES,
                "premium = _rounded(_in_bands(fees.premium, amount) * quantity)",
                "premium = _rounded(_in_bands(fees.premium, amount)) * quantity",
            ),
        ),
        (),
        tests=("tests/unit/domain/charges/test_fees.py",),
    ),
)
