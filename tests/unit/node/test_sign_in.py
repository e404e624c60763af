"""The sign-in link is shown where a person reads it, and nowhere else."""

import io

import pytest

from server.domain.types import Role
from server.identity.tokens import SharedSecret, Tokens
from server.node.sign_in import admin_token, console_link, is_link_shown


class Terminal(io.StringIO):
    """An output that a person reads."""

    def isatty(self) -> bool:
        """Tell that this is a terminal."""
        return True


def test_a_log_is_given_no_link_unless_it_is_that_of_the_demo() -> None:
    assert not is_link_shown(io.StringIO(), demo=False)
    assert is_link_shown(io.StringIO(), demo=True)
    assert is_link_shown(Terminal(), demo=False)


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/console#token=a.b-c_d"),
        ("http://0.0.0.0:8080", "http://127.0.0.1:8080/console#token=a.b-c_d"),
        ("https://sale.example/", "https://sale.example/console#token=a.b-c_d"),
    ],
)
def test_the_token_is_in_the_fragment_of_an_address_that_can_be_opened(url: str, link: str) -> None:
    assert console_link(url, "a.b-c_d") == link


def test_the_link_signs_an_admin_in() -> None:
    tokens = Tokens(SharedSecret("a secret that only the tests know, long enough"))
    assert tokens.verify(admin_token(tokens)).role is Role.ADMIN
