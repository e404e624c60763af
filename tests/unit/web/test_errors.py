"""Every error is a problem document."""

from http import HTTPStatus
from typing import Any

import pytest
from aiohttp import web

from server.domain.rejection import Code, Rejection
from server.web.errors import answer, problems, respond_if_changed
from server.wire.errors import Refused
from tests.unit.web.requests import body_of, request


async def problem_of(error: Exception) -> tuple[int, Any]:
    async def handler(_: web.Request) -> web.StreamResponse:
        raise error

    response = await problems(request(), handler)
    assert response.content_type == "application/problem+json"
    return response.status, body_of(response)


def test_an_answer_is_sent_again_only_if_more_than_its_server_time_has_changed() -> None:
    item = {"price": 100, "server_time": 1}
    first = respond_if_changed(request(), item)
    assert (first.status, body_of(first)) == (200, item)
    again = request(**{"If-None-Match": first.headers["ETag"]})
    statuses = [
        respond_if_changed(again, body).status
        for body in ({**item, "server_time": 2}, {**item, "price": 101}, {"price": 100})
    ]
    assert statuses == [304, 200, 200]


def test_a_use_cases_result_is_its_body_or_a_problem() -> None:
    created = answer({"seq": 1}, HTTPStatus.CREATED)
    assert (created.status, body_of(created)) == (201, {"seq": 1})
    refused = answer(Rejection(Code.CLOSED, "closed", {"item_status": "sold"}))
    assert (refused.status, body_of(refused)["code"]) == (409, "closed")


async def test_a_refusal_is_a_problem_with_its_details() -> None:
    status, body = await problem_of(Refused(Code.INVALID, "ends_at: wrong", field="ends_at"))
    assert (status, body["code"], body["field"]) == (422, "invalid", "ends_at")


async def test_a_wait_is_rounded_up_to_whole_seconds_in_its_header() -> None:
    response = answer(Rejection(Code.BUSY, "later", {"retry_after_ms": 1_001}))
    assert response.headers["Retry-After"] == "2"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (web.HTTPNotFound(), 404, "not_found"),
        (web.HTTPMethodNotAllowed("DELETE", ["GET"]), 405, "invalid"),
        (web.HTTPRequestEntityTooLarge(max_size=1, actual_size=2), 413, "invalid"),
    ],
)
async def test_an_error_of_aiohttp_keeps_its_status(
    error: Exception, status: int, code: str
) -> None:
    answered, body = await problem_of(error)
    assert (answered, body["status"], body["code"]) == (status, status, code)


async def test_an_unexpected_error_is_not_described_to_the_client() -> None:
    status, body = await problem_of(ZeroDivisionError("a secret detail"))
    assert (status, body["code"]) == (500, "internal")
    assert "secret" not in str(body)


async def test_a_redirect_is_no_error() -> None:
    async def handler(_: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/elsewhere")

    with pytest.raises(web.HTTPFound):
        await problems(request(), handler)
