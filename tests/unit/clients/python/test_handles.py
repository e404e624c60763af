"""A user is known by the code of a handle, whatever their name."""

import pytest

from auction_client.handles import code_of, is_own
from auction_client.messages import Identity, Registration

ANN = Identity(
    user_id="ann",
    role="bidder",
    expires_at=0,
    handle="Ann Jones#k3f9qz2mwx7c",
    former_code="uahw3",
)


@pytest.mark.parametrize(
    "handle",
    ["Ann Jones#k3f9qz2mwx7c", "Ann Smith#k3f9qz2mwx7c", "C#k3f9q#k3f9qz2mwx7c", "Ann#uahw3"],
)
def test_a_handle_with_the_users_code_is_their_own(handle: str) -> None:
    assert is_own(handle, ANN)


@pytest.mark.parametrize(
    "handle", ["Ann Jones#zzzzzzzzzzzz", "Ann Jones", "Ann#k3f9qz2mwx7c#zzzzz", "", None]
)
def test_any_other_handle_is_not(handle: str | None) -> None:
    assert not is_own(handle, ANN)


def test_a_registration_and_an_identity_of_an_earlier_server_have_no_former_code() -> None:
    earlier = Identity(user_id="ann", role="bidder", expires_at=0, handle="Ann#uahw3")
    new = Registration(user_id="ann", name="Ann", role="bidder", token="t", handle="Ann#uahw3")
    for identity in (earlier, new):
        assert is_own("Ann#uahw3", identity)
        assert not is_own("Ann", identity)


def test_the_code_is_what_follows_the_last_mark() -> None:
    assert code_of("C#major#k3f9q") == "k3f9q"
