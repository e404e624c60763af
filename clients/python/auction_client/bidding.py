"""One bid until it is decided: the same `bid_id` is sent again while the answer is missing.

A `bid_id` has one effect and one answer, however often it is sent. Sending it again is therefore safe,
and it is the only way to learn the outcome of a bid whose answer was lost. The policy is that of the
TypeScript SDK's `bidding.ts` and of "Sending again" in the wire contract.
"""

import asyncio
from collections.abc import Awaitable, Callable

from auction_client.backoff import BID_BACKOFF, Pauses
from auction_client.errors import OutcomeUnknown
from auction_client.messages import UNANSWERED, BidAnswer, Refusal

BID_TIMEOUT_S = 20.0
"""How long a bid is sent again: long enough for a node's restart and a reconnect."""

BID_ANSWER_TIMEOUT_S = 3.0
"""How long one sending of a bid waits for its answer."""

RESENT_CODES = frozenset({"busy", "unavailable", "unknown", UNANSWERED})
"""After these the bid is sent again: nothing was decided, or the decision did not arrive."""

MAYBE_ACCEPTED_CODES = frozenset({"unknown", UNANSWERED})
"""After these the bid may have been accepted all the same."""

REQUEST_CODES = frozenset({"rate_limited", "unauthenticated", "forbidden", "internal"})
"""Refusals of one sending. They say nothing about an earlier sending of the same bid."""

BidResult = BidAnswer | Refusal


async def bid_until_decided(
    bid_id: str,
    send: Callable[[float], Awaitable[BidResult]],
    timeout_s: float = BID_TIMEOUT_S,
) -> BidResult:
    """Send a bid until it is accepted, refused, or `timeout_s` have passed.

    `send` is called with the seconds that it may take. Raises OutcomeUnknown if the bid may have been
    accepted when the time is up; else the last refusal is returned, and nothing was decided.
    """
    now = asyncio.get_running_loop().time
    give_up_at = now() + timeout_s
    pauses, maybe_accepted = Pauses(BID_BACKOFF), False
    while True:
        answer = await send(min(BID_ANSWER_TIMEOUT_S, give_up_at - now()))
        if isinstance(answer, BidAnswer):
            return answer
        maybe_accepted = maybe_accepted or answer.code in MAYBE_ACCEPTED_CODES
        pause_s = pauses.next_s(answer)
        if not _is_resent(answer, maybe_accepted) or now() + pause_s >= give_up_at:
            if maybe_accepted and answer.code in RESENT_CODES | REQUEST_CODES:
                raise OutcomeUnknown(bid_id)
            return answer
        await asyncio.sleep(pause_s)


def _is_resent(refusal: Refusal, maybe_accepted: bool) -> bool:
    # A rate limit is the caller's to heed, unless it stands between us and a bid that may have counted.
    limited = maybe_accepted and refusal.code == "rate_limited"
    return limited or refusal.code in RESENT_CODES
