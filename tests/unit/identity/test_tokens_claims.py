"""A token with a wrong claim is refused; names and user ids of any printable form are taken."""

from typing import Any

import pytest

from tests.unit.identity.keyring import (
    CLAIMS,
    FAR_FUTURE_S,
    SECRET,
    signed,
)
from tests.unit.identity.verifiers import (
    OURS,
    refusal_of,
)


@pytest.mark.parametrize("claim", list(CLAIMS))
def test_a_token_without_one_of_the_claims_is_refused(claim: str) -> None:
    left_out: dict[str, Any] = {claim: ...}
    assert refusal_of(OURS, signed(SECRET, "HS256", **left_out))


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": "soon"},
        {"exp": -1},
        {"exp": 10**400},
        {"exp": "9999999999"},
        {"nbf": "soon"},
        {"nbf": float("inf")},
        {"iat": float("nan")},
        {"iat": [1]},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"exp": None},
        {"exp": True},
        {"exp": [FAR_FUTURE_S]},
        {"exp": {}},
        {"role": "root"},
        {"role": "Bidder"},
        {"role": ["admin"]},
        {"role": None},
        {"sub": ""},
        {"sub": 1},
        {"sub": "  "},
        {"sub": "a" * 256},
        {"sub": "a\u202eb"},
        {"sub": "a\u200bb"},
        {"sub": "a\x00"},
        {"sub": "\ud800"},
        {"sub": ["u1"]},
        {"name": 1},
        {"name": None},
        {"name": ["Ann"]},
    ],
    ids=repr,
)
def test_a_token_with_a_claim_of_another_kind_is_refused(changes: dict[str, Any]) -> None:
    assert refusal_of(OURS, signed(SECRET, "HS256", **changes))


@pytest.mark.parametrize(
    "sub",
    [
        "auth0|5f7c8ec7c33c6c004bbafe82",
        "ann@example.org",
        "https://id.example/users/7?x=1#y",
        "CN=Ann Smith, O=House",
        "a/b%2Fc",
        "Zoë Ångström",
        "x" * 255,
    ],
)
def test_a_user_id_has_any_printable_form_of_up_to_255_characters(sub: str) -> None:
    assert OURS.verify(signed(SECRET, "HS256", sub=sub)).user_id == sub


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("A" * 41, "A" * 40),
        (
            "Doña María de las Mercedes Fernández-Cuesta y Ruiz",
            "Doña María de las Mercedes Fernández-Cue",
        ),
        ("Ann\nSmith", "Ann Smith"),
        ("\u202eAnn\u200b", "Ann"),
        ("\ud800Ann", "Ann"),
        (" Ann  Smith ", "Ann Smith"),
        ("", "anonymous"),
        ("\u200b \u2028", "anonymous"),
    ],
)
def test_a_name_is_cut_and_cleaned_and_not_refused(name: str, shown: str) -> None:
    assert OURS.verify(signed(SECRET, "HS256", name=name)).name == shown


def test_a_user_keeps_their_code_when_their_name_changes() -> None:
    before = OURS.verify(signed(SECRET, "HS256", name="Ann Smith"))
    after = OURS.verify(signed(SECRET, "HS256", name="Ann Jones"))
    assert before.handle != after.handle
    assert before.code == after.code
