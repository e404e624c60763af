"""The wrong fields that the refusal of a request names."""

import pytest

from server.domain.rejection import Code
from server.wire.errors import Refused
from server.wire.requests import Request


def wrong_fields(kind: type[Request], payload: object) -> set[str]:
    """Return the fields that the refusal of a payload names."""
    with pytest.raises(Refused) as refused:
        kind.parse(payload)
    return named(refused.value)


def named(refused: Refused) -> set[str]:
    """Return the fields that a refusal names."""
    rejection = refused.rejection
    assert rejection.code is Code.INVALID
    errors = rejection.details["errors"]
    assert isinstance(errors, list)
    return {error["field"].split(".")[0] for error in errors}


def wrong_fields_of_json(kind: type[Request], body: str) -> set[str]:
    """Return the fields that the refusal of an HTTP body names."""
    with pytest.raises(Refused) as refused:
        kind.parse_json(body.encode())
    return named(refused.value)
