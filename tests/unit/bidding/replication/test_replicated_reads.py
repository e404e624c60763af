"""Reads that return what a replica or the archive has, and nothing that could be undone."""

from collections.abc import Mapping, Sequence
from typing import cast

import pytest

from server.bidding.archive import ArchiveUnavailable
from server.bidding.hot_state.keys import Keys
from server.bidding.hot_state.replies import Snapshot
from server.bidding.hot_state.scripts import NotReplicatedError
from server.bidding.replication.replicated_reads import ReplicatedReads
from server.bidding.replication.replication import Replication
from server.domain.types import ItemId, Position
from tests.unit.bidding.stubbed_hot_state import LAMP, VASE
from tests.unit.domain.sale import opened

SEEN = Snapshot(opened(), (), 0, epoch=2)
AT = Position(2, SEEN.item.seq)


class FakeReads:
    """Has a lamp."""

    def __init__(self) -> None:
        self.count = 0
        self.partial = False

    async def read(
        self, item_ids: Sequence[ItemId], *, bids_max: int, partial: bool = False
    ) -> dict[ItemId, Snapshot]:
        assert bids_max == 7
        self.partial = partial
        self.count += 1
        return {LAMP: SEEN} if LAMP in item_ids else {}


class FakeReplication:
    """Is in `eras` one after another; without any, no replica confirms."""

    def __init__(self, *eras: bytes, failing: bool = False) -> None:
        self.eras = list(eras)
        self.failing = failing

    def fails(self, shard: int) -> bool:
        return self.failing

    async def era(self, shard: int) -> bytes:
        if not self.eras:
            raise NotReplicatedError
        return self.eras[0]

    async def has_reached_replica(self, shard: int, era: bytes) -> bool:
        self.eras = self.eras[1:]
        self.failing = not self.eras
        return self.eras[:1] == [era]


class FakeArchive:
    """Has events up to a position, or is away."""

    def __init__(self, position: Position | None = None, *, away: bool = False) -> None:
        self.position, self.away = position, away
        self.asked = 0

    async def positions(self, item_ids: Sequence[ItemId]) -> Mapping[ItemId, Position]:
        self.asked += 1
        if self.away:
            raise ArchiveUnavailable
        return {} if self.position is None else {LAMP: self.position}


def reads_on(
    replication: FakeReplication, archive: FakeArchive, reads: FakeReads | None = None
) -> ReplicatedReads:
    return ReplicatedReads(
        reads or FakeReads(),
        replication=cast("Replication", replication),
        keys=Keys(1),
        archived=archive.positions,
    )


async def test_a_state_that_a_replica_has_is_returned_without_the_archive() -> None:
    archive = FakeArchive()
    reads = reads_on(FakeReplication(b"one", b"one"), archive)
    assert await reads.read([LAMP], bids_max=7) == {LAMP: SEEN}
    assert archive.asked == 0


async def test_an_item_that_does_not_exist_needs_no_replica() -> None:
    reads = reads_on(FakeReplication(b"one"), FakeArchive(away=True))
    assert await reads.read([VASE], bids_max=7) == {}


async def test_a_state_that_was_read_before_a_failover_is_read_again() -> None:
    reads = FakeReads()
    replication = FakeReplication(b"one", b"two", b"two")
    replicated = reads_on(replication, FakeArchive(), reads)
    assert await replicated.read([LAMP], bids_max=7) == {LAMP: SEEN}
    assert reads.count == 2


@pytest.mark.parametrize(
    "replication",
    [FakeReplication(), FakeReplication(b"one"), FakeReplication(b"one", failing=True)],
    ids=["no replica", "the replica stops after the read", "it is known to have stopped"],
)
@pytest.mark.parametrize(
    ("archive", "returned"),
    [
        (FakeArchive(AT), True),
        (FakeArchive(Position(2, AT.seq + 1)), True),
        (FakeArchive(Position(2, AT.seq - 1)), False),
        (FakeArchive(Position(1, AT.seq)), False),
        (FakeArchive(), False),
        (FakeArchive(away=True), False),
    ],
    ids=["archived", "archived and more", "not yet archived", "of another epoch", "gap", "away"],
)
async def test_without_a_replica_only_archived_states_are_returned(
    replication: FakeReplication, archive: FakeArchive, returned: bool
) -> None:
    reads = reads_on(FakeReplication(*replication.eras, failing=replication.failing), archive)
    if returned:
        assert await reads.read([LAMP], bids_max=7) == {LAMP: SEEN}
    else:
        with pytest.raises(NotReplicatedError):
            await reads.read([LAMP], bids_max=7)


async def test_a_shard_without_a_replica_leaves_the_items_of_the_others_alone() -> None:
    class OneFails(FakeReplication):
        """Has a replica for the lamp's shard alone."""

        def fails(self, shard: int) -> bool:
            return shard != keys.shard(LAMP)

        async def has_reached_replica(self, shard: int, era: bytes) -> bool:
            return True

    keys, archive = Keys(2), FakeArchive(away=True)
    other = next(each for n in range(99) if keys.shard(each := ItemId(f"{n}")) != keys.shard(LAMP))
    reads = ReplicatedReads(
        FakeReads(),
        replication=cast("Replication", OneFails(b"one")),
        keys=keys,
        archived=archive.positions,
    )
    assert await reads.read([LAMP, other], bids_max=7) == {LAMP: SEEN}
    assert archive.asked == 0
