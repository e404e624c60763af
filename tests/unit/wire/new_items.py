"""New items for property tests: the fields of items that can be put up, in every format."""

from typing import Any

from hypothesis import strategies as st

from server.domain.types import AMOUNT_MAX
from tests.unit.domain.sale import NOON

_PLAIN = st.characters(min_codepoint=0x20, max_codepoint=0x2FF, exclude_categories=["Cc", "Cf"])
_TITLES = st.one_of(
    st.text(_PLAIN, min_size=1, max_size=20).filter(lambda text: text.replace("\xa0", " ").strip()),
    st.sampled_from(["=1+1", "+49", "-5", "@all", "'=", "''-x", "' quoted", '"', "a;b,c\td"[:3]]),
)
_LINES = st.text(
    st.one_of(_PLAIN, st.sampled_from("\n\r\t\"',;=")), min_size=1, max_size=30
).filter(lambda text: not text.isspace())
_IMAGE = "https://images.example/a,b;c"
_RULES: list[dict[str, Any]] = [
    {},
    {"reserve": 10**6, "reserve_jump": False, "buy_now": 2 * 10**6},
    {"increment": [[0, 50], [10_000, 500]], "ends_at": NOON, "opens_at": NOON - 1},
    {"increment": [[0, 50]], "on_ladder": True, "duration_ms": 60_000},
    {"soft_close": {"policy": "reset", "window_ms": 60_000, "extend_ms": 30_000}},
    {
        "ends_at": NOON + 999,
        "soft_close": {
            "policy": "capped",
            "window_ms": 1,
            "extend_ms": 2,
            "extensions_max": 3,
            "hard_end": NOON + 1_000,
        },
    },
    {"format": "dutch", "step": 1, "interval_ms": 1_000, "floor_price": 1, "quantity": 3},
    {"format": "fixed", "quantity": 10},
    {"retraction": "free"},
    {"fees": {"premium": [[0, 260_000], [5, 1]], "price_tax": 1_000_000, "premium_tax": 88_750}},
    {"fees": {"premium_tax": 70_000}},
    {"format": "sealed_first"},
    {"format": "sealed_second", "reserve": AMOUNT_MAX},
    {"format": "uniform", "quantity": 5},
]


def fields_of_items() -> st.SearchStrategy[dict[str, Any]]:
    """Draw the fields of a new item, without those that have their defaults."""
    return st.builds(
        lambda rules, texts, images, start_price: {
            **texts,
            **images,
            "start_price": start_price,
            **rules,
        },
        st.sampled_from(_RULES),
        st.fixed_dictionaries(
            {"title": _TITLES},
            optional={
                "item_id": st.from_regex(r"[A-Za-z0-9_.\-]{1,64}", fullmatch=True),
                "description": _LINES,
                "condition": _LINES,
                "lot": st.from_regex(r"[1-9][0-9]{0,5}[A-Z]{0,2}", fullmatch=True),
                "estimate_low": st.integers(1, 1000),
                "estimate_high": st.integers(1000, 2000),
                "metadata": st.dictionaries(
                    st.sampled_from(["shelf", "a.b"]),
                    st.one_of(_TITLES, st.booleans(), st.integers(-(2**53), 2**53)),
                    min_size=1,
                ),
            },
        ),
        st.sampled_from([{}, {"image_url": _IMAGE}, {"images": [_IMAGE, f"{_IMAGE}2"]}]),
        st.integers(2, 10**6),
    )
