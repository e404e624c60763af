"""The arguments of requests, in the path or in a body that may be absent."""

import asyncio
from unittest.mock import Mock

import pytest
from aiohttp import StreamReader, web
from aiohttp.test_utils import make_mocked_request

from server.web.arguments import (
    auction_in_path,
    check_without_fields,
    command_fields,
    item_in_path,
)
from server.wire.errors import Refused
from server.wire.reach import Wait
from server.wire.requests import EndAt
from server.wire.saleroom.running import Expectation


def sent(path: str, body: bytes = b"") -> web.Request:
    """Make a POST request with a body."""
    payload = StreamReader(Mock(), 2**16, loop=asyncio.get_running_loop())
    payload.feed_data(body)
    payload.feed_eof()
    return make_mocked_request("POST", path, payload=payload)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/?expected_seq=7", b""),
        ("/", b'{"expected_seq": 7}'),
        ("/?expected_seq=7", b'{"expected_seq": 7}'),
        ("/?expected_seq=7", b"{}"),
    ],
)
async def test_an_expected_event_may_stand_in_the_query_or_in_the_body(
    path: str, body: bytes
) -> None:
    assert await command_fields(sent(path, body), Expectation) == {"expected_seq": 7}
    waited = await command_fields(sent(path, body), Wait)
    assert waited == {"reach": None, "wait_ms": 2_000, "expected_seq": 7}


async def test_nothing_is_expected_without_a_field() -> None:
    assert await command_fields(sent("/"), Expectation) == {"expected_seq": None}
    fields = await command_fields(sent("/", b'{"ends_at": 5}'), EndAt)
    assert fields == {"ends_at": 5, "expected_seq": None}


@pytest.mark.parametrize(
    ("path", "body", "named"),
    [
        ("/?expected_seq=7", b'{"expected_seq": 8}', "expected_seq"),
        ("/", b'{"expected": 7}', "expected"),
        ("/?expected=7", b"", "expected"),
        ("/", b"null", "object"),
    ],
)
async def test_a_wrong_argument_is_refused_by_name(path: str, body: bytes, named: str) -> None:
    with pytest.raises(Refused) as refused:
        await command_fields(sent(path, body), Expectation)
    assert named in str([refused.value, refused.value.rejection.details])


async def test_a_request_that_takes_no_field_refuses_one_by_name() -> None:
    for body in (b"", b"{}"):
        await check_without_fields(sent("/", body))
    with pytest.raises(Refused) as refused:
        await check_without_fields(sent("/", b'{"expected_seq": 7}'))
    assert "expected_seq" in str(refused.value.rejection.details)


def test_a_path_names_an_auction_and_an_item_with_valid_ids() -> None:
    names = {"auction_id": "sale", "item_id": "lamp"}
    request = make_mocked_request("GET", "/", match_info=names)
    assert (auction_in_path(request).auction_id, item_in_path(request).item_id) == ("sale", "lamp")
    with pytest.raises(Refused, match="item_id"):
        item_in_path(make_mocked_request("GET", "/", match_info={"item_id": "a lamp"}))
