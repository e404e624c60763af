"""Rounds that decide on known states: what one call commits, and what goes on under the lock."""

from collections.abc import Collection
from typing import Any

import pytest
from redis import ConnectionError as RedisConnectionError
from redis import RedisError, ResponseError
from redis.exceptions import OutOfMemoryError, ReadOnlyError

from server.bidding.hot_state.scripts import HotStateUntrusted
from server.domain.types import ItemId
from tests.unit.bidding.stubbed_hot_state import (
    LAMP,
    LOCK_TTL_MS,
    VASE,
    StubbedHotState,
    carry_out,
    waiting,
)
from tests.unit.domain.sale import bid


def knowing(item_ids: Collection[ItemId], **more: Any) -> StubbedHotState:
    """Return a hot state whose node knows the state of items."""
    hot_state = StubbedHotState(**more)
    for item_id in item_ids:
        hot_state.known.keep(item_id, hot_state.item, 5, 10)
    return hot_state


async def test_an_item_whose_guess_is_right_is_settled_by_the_first_call() -> None:
    hot_state = knowing([LAMP, VASE], right={LAMP}, queued={LAMP})
    batch = {LAMP: waiting(bid(100)), VASE: waiting(bid(100))}
    result = await carry_out(hot_state, batch, again=[LAMP])
    (guessed,) = hot_state.guesses
    assert (set(guessed.items), list(guessed.rejoin)) == ({LAMP, VASE}, [LAMP])
    assert result.settled[LAMP] == guessed.items[LAMP]
    assert hot_state.settled.keys() == {VASE}, "a wrong guess is decided again under the lock"
    assert result.waits == {LAMP: LOCK_TTL_MS}
    assert not batch[LAMP][0].unconfirmed


async def test_when_every_guess_is_right_nothing_else_is_called() -> None:
    hot_state = knowing([LAMP], right={LAMP}, commit_fails=RedisConnectionError())
    result = await carry_out(hot_state, {LAMP: waiting(bid(100))})
    assert list(result.settled) == [LAMP]


async def test_commands_with_an_unknown_outcome_are_not_guessed() -> None:
    hot_state = knowing([LAMP], right={LAMP})
    batch = {LAMP: waiting(bid(100))}
    batch[LAMP][0].unconfirmed = True
    await carry_out(hot_state, batch)
    assert hot_state.guesses[0].items == {}
    assert hot_state.settled.keys() == {LAMP}


async def test_a_guess_without_a_reply_is_sent_again_and_what_it_wrote_shows() -> None:
    hot_state = knowing([LAMP, VASE], waits={VASE: 5}, acquire_fails=[RedisConnectionError()])
    batch = {LAMP: waiting(bid(100)), VASE: waiting(bid(100))}
    result = await carry_out(hot_state, batch)
    assert hot_state.guesses[0] == hot_state.guesses[1]
    assert list(result.settled) == [LAMP]
    assert batch[VASE][0].unconfirmed, "the first call may have written it"


async def test_commands_are_unconfirmed_after_two_guesses_without_a_reply() -> None:
    batch = {LAMP: waiting(bid(100)), VASE: waiting(bid(100))}
    hot_state = knowing([LAMP], acquire_fails=[RedisConnectionError()] * 2)
    with pytest.raises(RedisConnectionError):
        await carry_out(hot_state, batch)
    assert (batch[LAMP][0].unconfirmed, batch[VASE][0].unconfirmed) == (True, False)


@pytest.mark.parametrize(
    "refusal",
    [HotStateUntrusted(), OutOfMemoryError(), ReadOnlyError(), ResponseError("MISCONF no disk")],
    ids=repr,
)
async def test_a_guess_that_redis_has_refused_was_not_written(refusal: RedisError) -> None:
    batch, hot_state = {LAMP: waiting(bid(100))}, knowing([LAMP], acquire_fails=[refusal])
    with pytest.raises(type(refusal)):
        await carry_out(hot_state, batch)
    assert not batch[LAMP][0].unconfirmed
    assert len(hot_state.tokens) == 1
