"""A request is checked by its headers alone, before its body is read."""

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict, CIMultiDictProxy

from server.edge.origins import Origins
from server.web.transport.checks import Checks
from server.web.transport.counters import HttpCounters
from server.wire.errors import Refused

FOREIGN = {"Host": "auction.example", "Origin": "https://evil.example"}


def check(method: str = "POST", path: str = "/bid", **headers: str) -> HttpCounters:
    counters = HttpCounters()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = make_mocked_request(method, path)
    request._headers = CIMultiDictProxy(CIMultiDict(named))
    Checks(Origins(["https://shop.example"]), counters).check(request)
    return counters


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content_Encoding": "identity"},
        {"Transfer_Encoding": "chunked"},
        {"Expect": "100-Continue"},
        {"X_Name": "Zo\u00eb \u674e"},
        {"Host": "auction.example", "Origin": "http://auction.example"},
        {"Host": "auction.example", "Origin": "https://shop.example"},
    ],
)
def test_an_ordinary_request_passes(headers: dict[str, str]) -> None:
    assert not any(check(**headers).refused.values())


@pytest.mark.parametrize("name", ["Authorization", "Origin", "X-Forwarded-For", "Cookie", "X-Any"])
def test_a_header_that_is_no_utf_8_is_refused(name: str) -> None:
    with pytest.raises(web.HTTPBadRequest):
        check(**{name: "a\udcff"})


@pytest.mark.parametrize(
    "encoding", ["gzip", "br", "deflate", "zstd", "identity, gzip", "nonsense", ""]
)
def test_a_compressed_body_is_refused(encoding: str) -> None:
    with pytest.raises(web.HTTPUnsupportedMediaType) as refused:
        check(Content_Encoding=encoding)
    assert refused.value.headers["Accept-Encoding"] == "identity"


def test_a_compressed_transfer_is_refused() -> None:
    with pytest.raises(web.HTTPUnsupportedMediaType):
        check(Transfer_Encoding="gzip, chunked")


def test_an_unknown_expectation_is_refused_without_repeating_it() -> None:
    with pytest.raises(web.HTTPExpectationFailed) as refused:
        check(Expect="nonsense")
    assert "nonsense" not in refused.value.reason


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_page_of_a_foreign_origin_changes_nothing(method: str) -> None:
    with pytest.raises(Refused, match="forbidden"):
        check(method, **FOREIGN)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_for_the_browser_to_forbid(method: str) -> None:
    assert not any(check(method, **FOREIGN).refused.values())


def test_engine_io_refuses_foreign_pages_itself() -> None:
    path = "/socket.io/?EIO=4&transport=polling&sid=1"
    assert not any(check("POST", path, **FOREIGN).refused.values())
