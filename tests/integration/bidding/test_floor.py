"""The floor: definite answers, in order, whatever happens to Redis on the way."""

import asyncio
from collections.abc import Callable

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from server.bidding.batch import Batch, RoundResult
from server.bidding.floor import Floor
from server.bidding.histories import histories
from server.bidding.hot_state.hot_state import HotState
from server.bidding.settling.records import Accepted, Answer
from server.bidding.settling.settle import Settlement
from server.domain.commands import PlaceBid, RetractBid
from server.domain.events import BidAccepted, Reason
from server.domain.rejection import Code, Rejection
from server.domain.types import Bidder, BidId, ItemId, UserId
from tests.integration.bidding.conftest import LAMP, floor_on, hot_state_at, put_up
from tests.nodes import StoreUrls
from tests.proxy import REQUESTS, LoseReply, Rule, proxied
from tests.timeouts import WAIT_MAX_S


def bid(amount: int, bid_id: str | None = None, user: str = "ann") -> PlaceBid:
    bidder = Bidder(UserId(user), user)
    return PlaceBid(BidId(bid_id or f"{user}-{amount}"), bidder, amount, raise_own=True)


def code(answer: Answer) -> Code:
    assert isinstance(answer, Rejection), answer
    return answer.code


async def test_commands_of_an_item_are_decided_in_arrival_order(hot_state: HotState) -> None:
    async with floor_on(hot_state) as floor:
        await put_up(floor)
        answers = await asyncio.gather(*(floor.submit(LAMP, bid(a)) for a in range(100, 500, 10)))
    assert [a.seq for a in answers if isinstance(a, Accepted)] == list(range(3, 43))


async def test_a_burst_on_one_item_shares_its_rounds(hot_state: HotState) -> None:
    committed: list[Settlement] = []
    async with floor_on(hot_state, committed) as floor:
        await put_up(floor)
        committed.clear()
        await asyncio.gather(*(floor.submit(LAMP, bid(a)) for a in range(100, 2100, 10)))
    assert sum(len(s.events) for s in committed) == 200
    assert len(committed) <= 3


async def test_rounds_of_different_items_do_not_wait_for_each_other(hot_state: HotState) -> None:
    vase = ItemId("vase")
    async with floor_on(hot_state, bid_timeout_ms=2_000) as floor:
        await put_up(floor)
        await put_up(floor, vase)
        await hot_state.acquire(0, "somebody else", 4_000, {LAMP: []})
        held_up = asyncio.create_task(floor.submit(LAMP, bid(150)))
        assert isinstance(await floor.submit(vase, bid(150)), Accepted)
        assert not held_up.done()
        assert code(await held_up) == Code.BUSY


async def test_a_bid_waits_for_a_lock_that_comes_free(hot_state: HotState) -> None:
    async with floor_on(hot_state) as floor:
        await put_up(floor)
        await hot_state.acquire(0, "a dead node", 200, {LAMP: []})
        assert isinstance(await floor.submit(LAMP, bid(150)), Accepted)


async def test_two_floors_on_one_item_give_one_history(
    hot_state: HotState, stores: StoreUrls
) -> None:
    committed: list[Settlement] = []
    async with (
        hot_state_at(stores.redis) as other_state,
        floor_on(hot_state, committed) as one,
        floor_on(other_state, committed) as other,
    ):
        await put_up(one)
        bids = [bid(100 + 10 * n, user=f"u{n}") for n in range(100)]
        answers = await asyncio.gather(
            *(floor.submit(LAMP, b) for b in bids for floor in (one, other))
        )
        item = (await hot_state.read([LAMP]))[LAMP].item
    seqs = sorted(e.seq for s in committed for e in s.events)
    assert seqs == list(range(1, item.seq + 1))
    accepted = [a for a in answers if isinstance(a, Accepted)]
    effects = [e for s in committed for e in s.events if isinstance(e, BidAccepted)]
    assert {a.seq for a in accepted} == {e.seq for e in effects}
    assert len(effects) == len({e.bid_id for e in effects}) == item.bid_count


async def test_a_full_queue_answers_busy_at_once_with_a_time_to_retry(
    hot_state: HotState,
) -> None:
    async with floor_on(hot_state, queue_size_max=5) as floor:
        await put_up(floor)
        answers = await asyncio.gather(*(floor.submit(LAMP, bid(a)) for a in range(100, 200, 10)))
    busy = [a for a in answers if isinstance(a, Rejection)]
    assert {a.code for a in busy} == {Code.BUSY}
    assert len(busy) == 5
    assert all(a.details["retry_after_ms"] for a in busy)


async def test_a_lost_connection_before_the_commit_decides_nothing(stores: StoreUrls) -> None:
    async with (
        hot_state_at("unix:///nowhere/redis.sock") as hot_state,
        floor_on(hot_state) as floor,
    ):
        assert code(await floor.submit(LAMP, bid(150))) == Code.UNAVAILABLE


async def test_an_outage_is_logged_once_and_not_for_every_round() -> None:
    with capture_logs() as logs:
        async with (
            hot_state_at("unix:///nowhere/redis.sock") as nowhere,
            floor_on(nowhere) as floor,
        ):
            for amount in range(100, 150, 10):
                await floor.submit(LAMP, bid(amount))
    assert [entry["event"] for entry in logs] == ["rounds_fail"]


async def test_a_bid_whose_commit_lost_its_reply_gets_its_true_answer(stores: StoreUrls) -> None:
    async with (
        proxied(stores.redis) as proxy,
        hot_state_at(proxy.url) as hot_state,
        floor_on(hot_state) as floor,
    ):
        await put_up(floor)
        commit = proxy.add(Rule(LoseReply(), REQUESTS, b"journal", times=1))
        answer = await floor.submit(LAMP, bid(150))
        assert commit.matches == 1
        item = (await hot_state.read([LAMP]))[LAMP].item
    assert isinstance(answer, Accepted)
    assert (answer.seq, answer.price) == (3, 150)
    assert (item.seq, item.bid_count) == (3, 1)


async def test_an_unconfirmed_bid_is_answered_unknown_in_time_and_truly_when_sent_again(
    stores: StoreUrls,
) -> None:
    async with (
        proxied(stores.redis) as proxy,
        hot_state_at(proxy.url) as hot_state,
        floor_on(hot_state, bid_timeout_ms=1_500) as floor,
        Redis.from_url(stores.redis) as redis,
    ):
        await put_up(floor)
        reply = LoseReply(then=proxy.hang_up)
        proxy.add(Rule(reply, REQUESTS, b"journal", times=1))
        asking = asyncio.create_task(floor.submit(LAMP, bid(150)))
        async with asyncio.timeout(WAIT_MAX_S):
            await reply.lost.wait()
        await redis.set(hot_state.keys.lock(0, LAMP), "somebody else")
        proxy.hangs_up = False
        assert code(await asking) == Code.UNKNOWN
        await redis.delete(hot_state.keys.lock(0, LAMP))
        again = await floor.submit(LAMP, bid(150))
    assert isinstance(again, Accepted)
    assert again.seq == 3


async def test_a_closing_floor_answers_waiting_commands_and_takes_no_more(
    hot_state: HotState,
) -> None:
    async with floor_on(hot_state) as floor:
        await put_up(floor)
        waiting = [asyncio.create_task(floor.submit(LAMP, bid(a))) for a in range(100, 200, 10)]
        await asyncio.sleep(0)
    assert all(isinstance(task.result(), Accepted) for task in waiting)
    assert code(await floor.submit(LAMP, bid(500))) == Code.UNAVAILABLE


async def test_a_bidder_who_stops_waiting_leaves_nothing_behind(hot_state: HotState) -> None:
    async with floor_on(hot_state, queue_size_max=3) as floor:
        await put_up(floor)
        for amount in range(100, 200, 10):
            gone = asyncio.create_task(floor.submit(LAMP, bid(amount)))
            await asyncio.sleep(0)
            gone.cancel()
            await asyncio.gather(gone, return_exceptions=True)
            async with asyncio.timeout(WAIT_MAX_S):
                while floor.admission.waiting:
                    await asyncio.sleep(0.001)
        assert isinstance(await floor.submit(LAMP, bid(900)), Accepted)


@pytest.mark.parametrize("fault", ["unreadable", "unwritable"])
async def test_an_item_that_breaks_its_round_leaves_the_others_of_the_round_alone(
    hot_state: HotState, stores: StoreUrls, fault: str
) -> None:
    vase = ItemId("vase")
    async with floor_on(hot_state) as floor, Redis.from_url(stores.redis) as redis:
        await put_up(floor)
        await put_up(floor, vase)
        amount = 100
        if fault == "unreadable":
            await redis.hset(hot_state.keys.item(0, LAMP), "state", b"rubbish")
            hot_state.known.forget(LAMP)
        else:
            amount = 2**64
        with capture_logs() as logs:
            poisoned, sound = await asyncio.gather(
                floor.submit(LAMP, bid(amount)), floor.submit(vase, bid(150))
            )
        assert code(poisoned) is Code.INTERNAL
        assert isinstance(sound, Accepted)
        assert [entry["event"] for entry in logs] == ["item_not_settled"]
        assert not await redis.exists(hot_state.keys.lock(0, LAMP))


async def test_an_announcement_that_fails_leaves_the_others_of_the_round_alone(
    hot_state: HotState,
) -> None:
    vase, announced = ItemId("vase"), list[ItemId]()

    def announce(settlement: Settlement) -> None:
        assert settlement.after is not None
        announced.append(settlement.after.listing.item_id)
        if settlement.after.listing.item_id == LAMP:
            raise ValueError

    floor = Floor(hot_state, announce=announce)
    async with floor.open():
        with capture_logs():
            await asyncio.gather(put_up(floor), put_up(floor, vase))
            announced.clear()
            answers = await asyncio.gather(
                floor.submit(LAMP, bid(150)), floor.submit(vase, bid(150))
            )
    assert [type(answer) for answer in answers] == [Accepted, Accepted]
    assert sorted(announced) == [LAMP, vase]


@pytest.mark.parametrize("long", [5_000, 100])
async def test_a_bid_is_retracted_from_a_long_history_beside_the_rounds_of_other_items(
    hot_state: HotState, monkeypatch: pytest.MonkeyPatch, long: int
) -> None:
    """1,000 bids are more than Redis returns at once."""
    monkeypatch.setattr(histories, "LONG", long)
    vase = ItemId("vase")
    async with floor_on(hot_state, round_commands_max=100) as floor:
        await put_up(floor)
        await put_up(floor, vase)
        await asyncio.gather(*(floor.submit(LAMP, bid(a)) for a in range(100, 10_100, 10)))
        await floor.submit(LAMP, bid(20_000, user="ben"))
        retracted, on_lamp, on_vase = await asyncio.gather(
            floor.submit(LAMP, retraction("ben-20000")),
            floor.submit(LAMP, bid(10_200, user="cem")),
            floor.submit(vase, bid(100)),
        )
        assert code(await floor.submit(LAMP, retraction("ann-100"))) is Code.NOT_FOUND
    assert isinstance(retracted, Accepted)
    assert isinstance(on_vase, Accepted)
    assert isinstance(on_lamp, Accepted)
    assert retracted.price == 100, "Ann's later bids were raises of her own"
    assert on_lamp.seq == retracted.seq + 1


async def test_a_retraction_that_missed_the_lock_reads_the_history_at_the_items_next_turn(
    hot_state: HotState,
) -> None:
    """Otherwise that turn would only find again that it needs the history, and pass."""
    asked: list[bool] = []
    async with floor_on(hot_state) as floor:
        await put_up(floor)
        for amount, user in ((100, "ann"), (110, "ben")):
            await floor.submit(LAMP, bid(amount, user=user))
        carry_out = floor._rounds.carry_out

        async def carry_out_late(
            shard: int, batch: Batch, again: Callable[[ItemId], bool], *, history: bool = False
        ) -> RoundResult:
            asked.append(history)
            if asked == [False, True]:
                return RoundResult(settled={}, waits=dict.fromkeys(batch, 1))
            return await carry_out(shard, batch, again, history=history)

        floor._rounds.carry_out = carry_out_late  # type: ignore[assignment,method-assign]
        assert isinstance(await floor.submit(LAMP, retraction("ben-110")), Accepted)
    assert asked == [False, True, True]


def retraction(bid_id: str, user: str = "ben") -> RetractBid:
    return RetractBid(BidId(bid_id), Bidder(UserId(user), user), Reason.MISTYPED)
