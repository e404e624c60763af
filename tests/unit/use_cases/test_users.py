"""Registration, and the answer to a socket that authenticates."""

from typing import cast

import pytest

from server.bidding.archive import Archive
from server.domain.types import Role, UserId
from server.identity.identity import Identity
from server.identity.tokens import PublicKey, SharedSecret, Tokens
from server.use_cases.users import Registration, authenticate_answer
from server.wire.errors import Refused
from server.wire.requests import NewUser

TOKENS = Tokens(SharedSecret("a secret that only this test knows"))


class Register:
    """An archive of users."""

    def __init__(self) -> None:
        self.users: dict[str, str] = {}

    async def add_user(self, user_id: UserId, handle: str) -> None:
        self.users[user_id] = handle


async def test_a_new_user_is_archived_and_gets_a_bidders_token() -> None:
    register = Register()
    registration = Registration(cast("Archive", register), TOKENS, is_open=True)
    answer = await registration.register(NewUser(name="Zoë"))
    identity = TOKENS.verify(answer["token"])
    assert (identity.user_id, identity.role) == (answer["user_id"], Role.BIDDER)
    assert register.users == {answer["user_id"]: answer["handle"]}
    assert answer["handle"].startswith("Zoë#")


@pytest.mark.parametrize(
    ("tokens", "is_open"), [(TOKENS, False), (Tokens(PublicKey("", "RS256")), True)]
)
async def test_registration_is_refused_where_it_is_off_or_no_token_can_be_made(
    tokens: Tokens, is_open: bool
) -> None:
    register = Register()
    registration = Registration(cast("Archive", register), tokens, is_open=is_open)
    with pytest.raises(Refused, match="forbidden"):
        await registration.register(NewUser(name="Ann"))
    assert register.users == {}


def test_the_answer_to_authenticate_has_the_users_own_handle() -> None:
    ann = Identity(UserId("u1"), "Ann", Role.AUCTIONEER, expires_at=1_800_000_000, code="b2c3")
    assert authenticate_answer(ann) == {
        "ok": True,
        "user_id": "u1",
        "role": "auctioneer",
        "expires_at": 1_800_000_000,
        "handle": "Ann#b2c3",
        "former_code": "uahw3",
    }
