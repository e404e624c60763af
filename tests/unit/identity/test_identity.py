"""A verified user, and the public handle that stands for them."""

from server.domain.types import Actor, Bidder, Role, UserId
from server.identity.identity import Identity


def identity(role: Role = Role.BIDDER, leeway_s: int = 0) -> Identity:
    return Identity(UserId("u1"), "Ann", role, expires_at=100, code="b2c3", leeway_s=leeway_s)


def test_a_handle_is_the_name_and_the_code() -> None:
    assert identity().handle == "Ann#b2c3"
    assert identity(Role.ADMIN).handle == identity().handle


def test_an_identity_expires_at_its_second_and_the_leeway_comes_on_top() -> None:
    assert not identity().has_expired(99.9)
    assert identity().has_expired(100)
    assert not identity(leeway_s=30).has_expired(129.9)
    assert identity(leeway_s=30).has_expired(130)


def test_the_rules_know_a_user_by_id_and_see_the_handle() -> None:
    assert identity().bidder == Bidder(UserId("u1"), "Ann#b2c3")
    assert identity(Role.AUCTIONEER).actor == Actor(UserId("u1"), Role.AUCTIONEER)
