"""The people, times and rules of random histories."""

from typing import Any

from hypothesis import strategies as st

from server.domain.types import Format, UserId
from tests.unit.domain.sale import NOON

PEOPLE = [UserId("ann"), UserId("ben"), UserId("cem"), UserId("dee")]
ROWS = [(0, 5), (200, 20), (1_000, 100)]
CLAIMS = (Format.DUTCH, Format.FIXED)
HIDDEN = (Format.SEALED_FIRST, Format.SEALED_SECOND, Format.UNIFORM)
ENDS = NOON + 3_600_000

people = st.sampled_from(PEOPLE)


@st.composite
def rules_of(draw: st.DrawFn, form: Format) -> dict[str, Any]:
    """Draw fields that a format uses, for a start price of 200."""
    rules: dict[str, Any] = {"format": form}
    if form is Format.DUTCH:
        rules |= {"step": draw(st.integers(1, 60)), "interval_ms": 1_000, "floor_price": 50}
    else:
        rules["ends_at"] = ENDS
    if form in (*CLAIMS, Format.UNIFORM):
        rules["quantity"] = draw(st.integers(1, 6))
    if form in (*HIDDEN, Format.ENGLISH):
        rules["reserve"] = draw(st.none() | st.integers(200, 500))
    if form is Format.ENGLISH:
        rules["reserve_jump"] = draw(st.booleans())
        rules["closes_with"] = draw(st.none() | st.just("g"))
        rules["buy_now"] = draw(st.none() | st.none() | st.integers(500, 900))
    return rules
