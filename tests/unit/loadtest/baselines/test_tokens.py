"""The baselines' check of tokens."""

import pytest

from loadtest.baselines.items import Refused
from loadtest.baselines.tokens import Tokens
from loadtest.sale import make_token

SECRET = "s" * 32


def test_a_valid_token_has_a_user() -> None:
    user = Tokens(SECRET).user(make_token(SECRET, "ann"))
    assert (user.user_id, user.role) == ("ann", "bidder")


@pytest.mark.parametrize(
    "token", ["", "nonsense", make_token("t" * 32, "ann"), make_token(SECRET, "ann", ttl_s=-1)]
)
def test_an_invalid_token_is_refused(token: str) -> None:
    with pytest.raises(Refused) as refused:
        Tokens(SECRET).user(token)
    assert refused.value.code == "unauthenticated"


def test_only_an_auctioneer_may_put_items_up() -> None:
    tokens = Tokens(SECRET)
    header = f"Bearer {make_token(SECRET, 'house', 'auctioneer')}"
    assert tokens.auctioneer(header).user_id == "house"
    with pytest.raises(Refused) as refused:
        tokens.auctioneer(f"Bearer {make_token(SECRET, 'ann')}")
    assert refused.value.code == "forbidden"
