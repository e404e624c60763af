"""One bid until it is decided, against scripted answers in virtual time."""

import asyncio

import pytest

from auction_client.bidding import (
    BID_ANSWER_TIMEOUT_S,
    BID_TIMEOUT_S,
    BidResult,
    bid_until_decided,
)
from auction_client.errors import OutcomeUnknown
from auction_client.messages import BidAnswer, Refusal
from tests.virtual_time import in_virtual_time

ACCEPTED = BidAnswer(
    bid_id="b1", item_id="lamp", seq=3, price=100, minimum=110, leading=True, ends_at=None
)


def refused(code: str, **details: object) -> Refusal:
    return Refusal(code=code, message=code, details=details)


class Server:
    """Gives the answers in turn, the last one for ever."""

    def __init__(self, *answers: BidResult) -> None:
        self.sent_at: list[float] = []
        self.limits_s: list[float] = []
        self._answers = answers

    async def send(self, timeout_s: float) -> BidResult:
        self.sent_at.append(asyncio.get_running_loop().time())
        self.limits_s.append(timeout_s)
        return self._answers[min(len(self.sent_at), len(self._answers)) - 1]

    async def bid(self) -> BidResult:
        return await bid_until_decided("b1", self.send)


@in_virtual_time
async def test_an_accepted_bid_is_sent_once() -> None:
    server = Server(ACCEPTED)
    assert await server.bid() is ACCEPTED
    assert server.limits_s == [BID_ANSWER_TIMEOUT_S]


@pytest.mark.parametrize("code", ["busy", "unavailable", "unknown", "unanswered"])
@in_virtual_time
async def test_an_undecided_bid_is_sent_again(code: str) -> None:
    server = Server(refused(code), refused(code), ACCEPTED)
    assert await server.bid() is ACCEPTED
    assert len(server.sent_at) == 3


@pytest.mark.parametrize(
    "code", ["too_low", "closed", "paused", "rate_limited", "unauthenticated", "internal"]
)
@in_virtual_time
async def test_any_other_refusal_is_returned_at_once(code: str) -> None:
    server = Server(refused(code, minimum=120))
    result = await server.bid()
    assert isinstance(result, Refusal)
    assert (result.code, result.details) == (code, {"minimum": 120})
    assert len(server.sent_at) == 1


@in_virtual_time
async def test_retry_after_is_respected() -> None:
    server = Server(refused("busy", retry_after_ms=700), ACCEPTED)
    await server.bid()
    assert server.sent_at[1] >= 0.7


@in_virtual_time
async def test_a_bid_without_an_answer_is_given_up_in_time_with_an_unknown_outcome() -> None:
    server = Server(refused("unanswered"))
    with pytest.raises(OutcomeUnknown) as unknown:
        await server.bid()
    assert unknown.value.bid_id == "b1"
    assert len(server.sent_at) > 5
    assert server.sent_at[-1] < BID_TIMEOUT_S


@in_virtual_time
async def test_the_last_sendings_wait_no_longer_than_the_time_that_is_left() -> None:
    server = Server(refused("unanswered"))
    with pytest.raises(OutcomeUnknown):
        await server.bid()
    left_s = BID_TIMEOUT_S - server.sent_at[-1]
    assert server.limits_s[-1] == pytest.approx(min(BID_ANSWER_TIMEOUT_S, left_s))


@in_virtual_time
async def test_a_bid_that_nothing_was_decided_on_is_refused_and_not_unknown() -> None:
    server = Server(refused("busy", retry_after_ms=int(BID_TIMEOUT_S * 1000)))
    result = await server.bid()
    assert isinstance(result, Refusal)
    assert (result.code, len(server.sent_at)) == ("busy", 1)


@in_virtual_time
async def test_a_rate_limit_does_not_hide_a_sending_whose_answer_was_lost() -> None:
    server = Server(refused("unanswered"), refused("rate_limited"), ACCEPTED)
    assert await server.bid() is ACCEPTED


@in_virtual_time
async def test_a_token_that_expires_before_the_answer_leaves_the_outcome_unknown() -> None:
    server = Server(refused("unknown"), refused("unauthenticated"))
    with pytest.raises(OutcomeUnknown):
        await server.bid()
    assert len(server.sent_at) == 2


@in_virtual_time
async def test_a_refusal_of_the_bid_itself_decides_it_after_a_lost_answer_too() -> None:
    result = await Server(refused("unanswered"), refused("too_low", minimum=120)).bid()
    assert isinstance(result, Refusal)
    assert result.code == "too_low"
