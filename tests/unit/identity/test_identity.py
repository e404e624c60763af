"""A verified user, and the public handle that stands for them."""

import re

from server.domain.types import Actor, Bidder, Role, UserId
from server.identity.identity import Identity


def identity(user_id: str, name: str = "Ann", role: Role = Role.BIDDER) -> Identity:
    return Identity(UserId(user_id), name, role, expires_at=0)


def test_a_handle_is_the_name_and_five_characters_of_base32() -> None:
    assert re.fullmatch(r"Ann#[a-z2-7]{5}", identity("u1").handle)


def test_two_users_of_one_name_have_different_handles() -> None:
    assert len({identity(f"u{number}").handle for number in range(100)}) == 100


def test_a_handle_does_not_change() -> None:
    """Pinned: handles are in the archive, and clients know themselves by theirs."""
    assert identity("u1").handle == "Ann#uahw3"
    assert identity("u1", role=Role.ADMIN).handle == identity("u1").handle


def test_the_rules_know_a_user_by_id_and_see_the_handle() -> None:
    ann = identity("u1")
    assert ann.bidder == Bidder(UserId("u1"), ann.handle)
    assert identity("u1", role=Role.AUCTIONEER).actor == Actor(UserId("u1"), Role.AUCTIONEER)
