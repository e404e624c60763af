"""Lists in the environment are texts with commas."""

import pytest
from pydantic import TypeAdapter, ValidationError

from server.setting_types import Networks, Origins

ORIGINS, NETWORKS = TypeAdapter[list[str]](Origins), TypeAdapter[list[str]](Networks)


def test_a_list_is_split_at_commas() -> None:
    assert ORIGINS.validate_python(" https://A.example , http://b:80,") == [
        "https://a.example",
        "http://b:80",
    ]
    assert NETWORKS.validate_python("10.1.0.0/16,fd00::/8") == ["10.1.0.0/16", "fd00::/8"]
    assert NETWORKS.validate_python("") == []


@pytest.mark.parametrize("wrong", ["*,https://a.example", "a.example", "https://a.example/x"])
def test_what_is_no_origin_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        ORIGINS.validate_python(wrong)


@pytest.mark.parametrize("wrong", ["10.0.0.1/8", "localhost", "10.0.0.0/33"])
def test_what_is_no_network_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        NETWORKS.validate_python(wrong)
