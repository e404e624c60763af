"""The first steps on the page; a live node's test takes them."""

import re
from html import unescape

from server.reference.asyncapi import asyncapi
from server.reference.openapi import openapi
from server.reference.quick_start import quick_start

SHOWN = unescape(quick_start())


def test_there_are_three_steps_each_by_curl_and_in_javascript() -> None:
    assert re.findall(r"<h3>(\d)\. ", SHOWN) == ["1", "2", "3"]
    assert re.findall(r"<figcaption>(.*?)</figcaption>", SHOWN) == ["curl", "JavaScript"] * 3


def test_the_steps_name_routes_and_events_of_the_contract() -> None:
    paths = set(re.findall(r'\$URL(/[\w/]+)"', SHOWN)) | set(re.findall(r"\$\{url\}(/\w+)`", SHOWN))
    assert {re.sub("/lamp$", "/{item_id}", path) for path in paths} == {
        "/users",
        "/items/{item_id}",
        "/bid",
    }
    assert paths - {"/items/lamp"} <= openapi()["paths"].keys()
    events = set(re.findall(r'(?:emitWithAck|on)\("(\w+)"', SHOWN))
    assert events == {"watch", "bid", "new_bid"}
    assert events <= asyncapi()["operations"].keys()
