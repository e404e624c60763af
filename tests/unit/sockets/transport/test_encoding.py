"""The JSON of packets: compact, and without the values that JSON does not have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.sockets.transport.encoding import PacketJson

scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text()
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


@given(values)
def test_a_value_is_decoded_as_it_was_encoded(value: object) -> None:
    assert PacketJson.loads(PacketJson.dumps(value)) == value


def test_an_encoded_value_has_no_spaces_whatever_the_library_asks_for() -> None:
    encoded = PacketJson.dumps(["new_bid", {"seq": 3}], separators=(", ", ": "))
    assert encoded == '["new_bid",{"seq":3}]'


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "-Infinity", '"\\ud800"', "", "[1", "01", b'"\xff"']
)
def test_a_text_that_is_not_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"JSON|Input|utf-8|UTF-8"):
        PacketJson.loads(text)
