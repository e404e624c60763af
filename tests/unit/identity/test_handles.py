"""The code of a user is stable, and nobody without the key can guess a user id by it."""

import re

from server.domain.types import UserId
from server.identity.handles import CODE_CHARS, HandleCodes, former_code

KEY = b"k" * 32
ANN = UserId("u1")


def test_a_code_is_twelve_characters_of_base32() -> None:
    assert CODE_CHARS == 12
    assert re.fullmatch(r"[a-z2-7]{12}", HandleCodes(KEY).code(ANN))


def test_two_users_have_different_codes() -> None:
    codes = HandleCodes(KEY)
    assert len({codes.code(UserId(f"u{number}")) for number in range(1_000)}) == 1_000


def test_a_code_does_not_change() -> None:
    """Pinned: codes are in the archive, and clients know themselves by theirs."""
    assert HandleCodes(KEY).code(ANN) == "jm6mcwb4nudb"


def test_another_key_makes_another_code() -> None:
    assert HandleCodes(KEY).code(ANN) != HandleCodes(b"l" * 32).code(ANN)


def test_without_a_key_nobody_else_makes_the_same_codes() -> None:
    assert HandleCodes().code(ANN) != HandleCodes().code(ANN)


def test_a_key_is_not_shown() -> None:
    assert "kkk" not in repr(HandleCodes(KEY))


def test_the_former_code_is_that_of_stored_handles() -> None:
    """Pinned: it is in the archives of earlier versions."""
    assert former_code(ANN) == "uahw3"
