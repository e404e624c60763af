"""The page of the contract shows all that the documents have, and every link on it leads somewhere."""

import itertools
import re
from html.parser import HTMLParser

from server.domain.rejection import Code
from server.reference.asyncapi import asyncapi
from server.reference.openapi import openapi
from server.reference.operations.table import operations
from server.reference.page import render
from server.reference.socket_events import CLIENT_EVENTS, SERVER_MESSAGES

VOID = {"meta", "link", "input", "wbr"}


class Outline(HTMLParser):
    """Takes a page apart: its places, its links, and whether its elements are closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.places: list[str] = []
        self.links: set[str] = set()
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.places.append(str(found["id"]))
        if tag == "a":
            self.links.add(str(found["href"]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


PAGE = render(openapi(), asyncapi(), "")
OUTLINE = Outline(PAGE)


def test_every_element_is_closed_and_every_place_has_a_name_of_its_own() -> None:
    assert OUTLINE.open == []
    assert len(OUTLINE.places) == len(set(OUTLINE.places))


def test_every_operation_event_and_code_has_its_place() -> None:
    expected = {f"http-{each.name}" for each in operations()}
    expected |= {f"event-{name}" for name in (*CLIENT_EVENTS, *SERVER_MESSAGES)}
    expected |= {f"error-{code.value}" for code in Code}
    assert expected <= set(OUTLINE.places)


def test_every_link_leads_to_a_place_or_to_this_node() -> None:
    places = {f"#{place}" for place in OUTLINE.places}
    assert OUTLINE.links - places == {"/", "/openapi.json", "/asyncapi.json"}


def test_the_page_loads_its_script_and_nothing_else() -> None:
    alone = PAGE.replace('<script src="/docs.js" defer></script>', "", 1)
    assert not re.search(r"<script|src=|@import|url\(|style=|\bon\w+=", alone)
    assert "http://" not in PAGE.replace("http://127.0.0.1:8080", "")
    assert "https://" not in PAGE.replace("^https?://", "").replace("https://house.example/", "")


def test_every_operation_and_event_has_its_samples() -> None:
    cards = re.findall(
        r'<article class="card" id="((?:http|event)-.*?)">(.*?)</article>', PAGE, re.DOTALL
    )
    for anchor, card in cards:
        captions = re.findall(
            r"<summary>(.*?)</summary>", card.partition('<div class="samples">')[2]
        )
        assert captions == (["curl", "JavaScript"] if anchor.startswith("http") else ["JavaScript"])
        assert f'<h4><a href="#{anchor}">' in card


def test_the_headings_descend_by_single_levels() -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", PAGE)]
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))
