"""Looking at an item: its pictures, its description, the way around it, the course of its price."""

import base64
from typing import Any

from playwright.async_api import Route, expect

from tests.browser.axe import expect_accessible
from tests.browser.conftest import Pages
from tests.browser.steps import LAMP, part
from tests.nodes import LiveNode

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


async def _pictures(route: Route) -> None:
    await route.fulfill(body=PICTURE, content_type="image/png")


async def test_an_item_is_looked_at_from_all_sides(node: LiveNode, pages: Pages) -> None:
    images = [f"https://pictures.example/{number}.png" for number in range(3)]
    goods: dict[str, Any] = {
        "description": "Brass.\nRewired.",
        "condition": "Good.",
        "images": images,
    }
    await node.put_up("clock", title="A clock", lot="1")
    await node.put_up("lamp", lot="2", estimate_low=500, **goods)
    await node.put_up("map", title="A map", lot="3")
    page = await pages.open(node)
    await page.context.route("https://pictures.example/**", _pictures)
    await page.goto(f"{node.url}/{LAMP}")
    await expect(part(page, "lot-line")).to_have_text("Lot 2 · Auction · Estimate from €5.00")
    await expect(part(page, "crumbs")).to_have_text("SalesA saleLot 2")
    await expect(part(page, "description").get_by_role("heading")).to_have_text("Description")
    await expect(part(page, "condition")).to_contain_text("Good.")

    # The price's course is drawn with the second bid.
    await node.bid(200, "ann")
    await expect(part(page, "course")).to_be_hidden()
    await node.bid(500, "bob")
    chart = part(page, "course").get_by_role("img")
    await expect(chart).to_have_accessible_name("The price went from €2.00 to €5.00 in 2 bids.")

    # Pictures are chosen, enlarged and turned by the keyboard.
    await part(page, "thumb").nth(1).click()
    await expect(part(page, "enlarge").nth(1)).to_be_in_viewport(ratio=0.9)
    await expect(part(page, "thumb").nth(1)).to_have_attribute("aria-pressed", "true")
    await expect_accessible(page)
    await part(page, "enlarge").nth(1).click()
    box = part(page, "lightbox")
    await expect(box.locator(".count")).to_have_text("2 / 3")
    await page.keyboard.press("ArrowRight")
    await expect(box.locator(".count")).to_have_text("3 / 3")
    await expect_accessible(page)
    await page.keyboard.press("Escape")
    await expect(box).to_have_count(0)
    await expect(part(page, "thumb").nth(2)).to_have_attribute("aria-pressed", "true")

    # The neighbours are those of the sale's order.
    await part(page, "next").click()
    await expect(part(page, "title")).to_have_text("A map")
    await part(page, "previous").click()
    await part(page, "previous").click()
    await expect(part(page, "title")).to_have_text("A clock")
    await expect(part(page, "previous")).to_be_hidden()
    await part(page, "watch").click()
    await expect(part(page, "join-dialog")).to_be_visible()
    # The first list may have asked for pictures before their addresses were known.
    pages.forgive("ERR_NAME_NOT_RESOLVED")
