"""Names and titles have visible characters only, and foreign names are made to."""

import re
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from server.wire.requests import Name, Text, Title
from server.wire.text import NAME_CHARS_MAX, NAMELESS, UserIdText, clean_name

HIDDEN = [
    "\x00", "\x07", "\t", "\n", "\x1b", "\x7f", "\x85", "\x9b",
    "\u00ad", "\u034f", "\u061c", "\u115f", "\u180e", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f",
    "\u2028", "\u202a", "\u202e", "\u2060", "\u2066", "\u2069", "\u3164", "\ufeff", "\ufff9", "\U000e0041",
    "\ud800",
]  # fmt: skip
BLANK = [" ", "   ", "\u00a0", "\u2003", "\u2800", "\u3000"]
ACCENT = "\u0301"
PILED = [
    f"A{5 * ACCENT}",
    f"Ann A{39 * ACCENT}",
    f"{ACCENT}Ann",
    f" {ACCENT}Ann",
    f"A{4 * ACCENT}\u20dd",
]
SHOWN = [
    "Ann",
    " Ann ",
    "Zoë",
    "李雷",
    "عمر",
    "O'Hara",
    "Ann 👍🏽",
    "❤️",
    "Ann\u00a0B",
    "x" * NAME_CHARS_MAX,
    f"A{4 * ACCENT}n{ACCENT}",
    f"A {ACCENT}",
    "1\ufe0f\u20e3",
    "Nguye\u0302\u0303n",
]


def takes(kind: Any, text: str) -> bool:
    """Return whether a text is taken."""
    try:
        TypeAdapter(kind).validate_python(text)
    except ValidationError:
        return False
    return True


def pattern_of(kind: Any) -> re.Pattern[str]:
    """Return the published pattern of a kind of text."""
    return re.compile(TypeAdapter(kind).json_schema()["pattern"].removesuffix("$") + r"\Z")


@pytest.mark.parametrize("kind", [Name, Title, UserIdText], ids=["name", "title", "user id"])
@pytest.mark.parametrize("hidden", HIDDEN, ids=ascii)
def test_a_hidden_character_is_refused_wherever_it_stands(kind: Any, hidden: str) -> None:
    for text in (hidden, f"{hidden}Ann", f"A{hidden}n", f"Ann{hidden}"):
        assert not takes(kind, text)


@pytest.mark.parametrize("kind", [Name, Title, UserIdText], ids=["name", "title", "user id"])
@pytest.mark.parametrize("blank", ["", *BLANK], ids=ascii)
def test_blanks_alone_are_no_name(kind: Any, blank: str) -> None:
    assert not takes(kind, blank)


@pytest.mark.parametrize("text", PILED, ids=ascii)
def test_accents_in_piles_or_without_a_letter_are_refused(text: str) -> None:
    assert not any(takes(kind, text) for kind in (Name, Title, UserIdText))


@pytest.mark.parametrize("text", SHOWN)
def test_visible_text_of_any_script_is_taken(text: str) -> None:
    assert takes(Name, text)
    assert takes(Title, text)


@pytest.mark.parametrize("kind", [Name, Title, Text], ids=["name", "title", "text"])
def test_the_published_pattern_is_the_rule(kind: Any) -> None:
    pattern = pattern_of(kind)
    samples = [*SHOWN, *BLANK, *PILED, *HIDDEN[:-1], *(f"A{hidden}" for hidden in HIDDEN[:-1])]
    assert [bool(pattern.match(text)) for text in samples] == [
        takes(kind, text) for text in samples
    ]


def test_a_description_has_lines_and_no_characters_that_turn_text_around() -> None:
    assert takes(Text, "")
    assert takes(Text, "one\r\n\ttwo\n\u200d\u200f")
    for hidden in ("\x1b", "\x9b", "\u202e", "\u2066", "\ud800", 5 * ACCENT):
        assert not takes(Text, f"A{hidden}b")


def test_a_refusal_says_what_is_wrong_and_repeats_no_pattern() -> None:
    class Named(BaseModel):
        name: Name

    with pytest.raises(ValidationError) as refused:
        Named(name="A\u202eB")
    (error,) = refused.value.errors()
    assert error["msg"].endswith("must have no control, zero-width or direction characters")


@pytest.mark.parametrize(
    "name", [*SHOWN, *BLANK, *HIDDEN, *PILED, "x" * 1_000, " ".join("x" * 100)], ids=ascii
)
def test_a_cleaned_name_is_one_that_the_wire_takes(name: str) -> None:
    for foreign in (name, f"A{name}", f"{name}\nB"):
        assert takes(Name, clean_name(foreign))


def test_nothing_visible_is_nameless() -> None:
    assert clean_name("\u200b \ud800") == NAMELESS
