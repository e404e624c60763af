"""The answer to a socket that authenticates."""

from server.domain.types import Role, UserId
from server.identity.identity import Identity
from server.use_cases.users import authenticate_answer


def test_whoever_authenticates_learns_their_own_handle() -> None:
    ann = Identity(UserId("u1"), "Ann", Role.AUCTIONEER, expires_at=1_800_000_000)
    assert authenticate_answer(ann) == {
        "ok": True,
        "user_id": "u1",
        "role": "auctioneer",
        "expires_at": 1_800_000_000,
        "handle": ann.handle,
    }
