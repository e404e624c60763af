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
IDENTITY = Identity(UserId("u-1"), "Ann", Role.BIDDER, 2**32, "k3f9qz2mwx7c", 0)


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


async def test_a_renamed_user_stays_the_same_person_with_a_new_token() -> None:
    register = Register()
    registration = Registration(cast("Archive", register), TOKENS, is_open=True)
    before = await registration.register(NewUser(name="Zoë"))
    answer = await registration.rename(TOKENS.verify(before["token"]), NewUser(name="Zoë B"))
    identity = TOKENS.verify(answer["token"])
    assert (identity.user_id, identity.name) == (before["user_id"], "Zoë B")
    assert answer["handle"].split("#")[1] == before["handle"].split("#")[1]
    assert register.users == {before["user_id"]: answer["handle"]}
    assert identity.expires_at >= TOKENS.verify(before["token"]).expires_at


async def test_a_new_name_does_not_prolong_a_token_that_somebody_else_made() -> None:
    registration = Registration(cast("Archive", Register()), TOKENS, is_open=True)
    brought = TOKENS.verify(TOKENS.issue(UserId("ann"), "Ann", Role.BIDDER, ttl_s=60))
    answer = await registration.rename(brought, NewUser(name="Ann B"))
    assert TOKENS.verify(answer["token"]).expires_at <= brought.expires_at + 1


@pytest.mark.parametrize("role", [Role.AUCTIONEER, Role.ADMIN])
async def test_those_who_run_sales_keep_the_names_of_their_tokens(role: Role) -> None:
    register = Register()
    registration = Registration(cast("Archive", register), TOKENS, is_open=True)
    house = TOKENS.verify(TOKENS.issue(UserId("house"), "House", role, ttl_s=60))
    with pytest.raises(Refused, match="forbidden"):
        await registration.rename(house, NewUser(name="Home"))
    assert register.users == {}


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
    with pytest.raises(Refused, match="forbidden"):
        await registration.rename(IDENTITY, NewUser(name="Ann"))
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
