"""The list of sales and the list of a sale's items: what they show, and what moves in them."""

import base64

from playwright.async_api import Locator, Page, Route, expect

from tests.browser.axe import expect_accessible
from tests.browser.conftest import PHONE, Pages
from tests.browser.steps import part
from tests.nodes import LiveNode

SALE = "#/auction/sale"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
COUNT_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shifted += entry.value)))
  .observe({ type: "layout-shift", buffered: true });
"""
LOADED = "image => image.complete && image.naturalWidth > 0"


def card(page: Page, item_id: str) -> Locator:
    """Find the card of an item."""
    return page.locator(f'[data-item="{item_id}"]')


async def _pictures(route: Route) -> None:
    await route.fulfill(body=PICTURE, content_type="image/png")


async def test_an_open_list_shows_an_added_sale_with_pictures_of_another_origin(
    node: LiveNode, pages: Pages
) -> None:
    page = await pages.open(node)
    await page.context.route("https://pictures.example/**", _pictures)
    await expect(part(page, "message")).to_have_text("There is no sale yet.")
    await node.put_up("lamp", images=["https://pictures.example/lamp.png"])
    await node.put_up("clock")
    # A reader who comes back to the tab does not wait for the next reading of the list.
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(card(page, "lamp").locator("[data-loaded]")).to_have_count(1)
    assert await card(page, "lamp").locator("img").evaluate(LOADED)
    await expect(part(page, "message")).to_have_text("")
    await expect(card(page, "clock").locator(".monogram")).to_have_text("A")
    boxes = [await card(page, name).locator(".frame").bounding_box() for name in ("lamp", "clock")]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["height"] == boxes[1]["height"]
    await expect_accessible(page)
    await card(page, "lamp").get_by_role("link").click()
    await expect(page.locator(".gallery [data-loaded]").first).to_be_visible()


async def test_a_sale_is_live_and_shows_the_readers_own_standing(
    node: LiveNode, pages: Pages
) -> None:
    await node.put_up("lamp", lot="7", estimate_low=500, estimate_high=900)
    await node.put_up("clock", format="sealed_first", title="A clock")
    await node.bid(300, "ann")
    page = await pages.open(node, f"#token={node.token('ann')}", viewport=PHONE)
    await page.goto("about:blank")
    await page.add_init_script(COUNT_SHIFTS)
    await page.goto(f"{node.url}/{SALE}")
    lamp = card(page, "lamp")
    await expect(part(lamp, "card-price")).to_have_text("€3.00")
    await expect(part(lamp, "standing")).to_have_text("You lead")
    await expect(lamp).to_contain_text("Lot 7")
    await expect(lamp).to_contain_text("Estimate €5.00")
    await expect(part(card(page, "clock"), "format")).to_have_text("Sealed bids")
    await node.bid(400, "bob")
    await expect(part(lamp, "card-price")).to_have_text("€4.00")
    await expect(part(lamp, "standing")).to_have_text("Outbid")
    await page.reload()
    await expect(part(lamp, "standing")).to_have_text("Outbid")
    await expect_accessible(page)

    # An item that is put up appears at the end, and one that ends stays until the reader updates the list.
    await node.put_up("map", title="A map")
    await expect(card(page, "map")).to_be_visible()
    await expect(part(page, "summary")).to_have_text("3 items · 3 open for bids")
    await node.command("lamp", "close")
    await expect(part(lamp, "standing")).to_have_text("Not yours")
    assert await page.evaluate("shifted") < 0.02
    await expect(part(page, "items").locator("li")).to_have_count(3)
    await part(page, "update").click()
    await expect(part(page, "items").locator("li")).to_have_count(2)
    await expect(part(page, "ended").locator("li")).to_contain_text(["A lamp"])


async def test_a_long_sale_is_searched_and_filtered_and_back_keeps_the_place(
    node: LiveNode, pages: Pages
) -> None:
    await node.put_up("lamp", format="fixed", title="A brass lamp")
    for number in range(26):
        await node.put_up(f"map-{number}", opened=False, title=f"Map {number}", lot=str(number + 1))
    page = await pages.open(node, SALE)
    await expect(part(page, "items").locator("li")).to_have_count(24)
    await part(page, "show-more").first.click()
    await expect(part(page, "items").locator("li")).to_have_count(27)
    last = part(page, "items").locator("li").last
    await last.scroll_into_view_if_needed()
    await expect(last).to_be_in_viewport()
    top = await page.evaluate("scrollY")
    await last.get_by_role("link").click()
    await expect(part(page, "title")).to_be_visible()
    await page.go_back()
    await expect(last).to_be_in_viewport()
    assert await page.evaluate("scrollY") == top

    await part(page, "search").fill("bras")
    await expect(part(page, "items").locator("li")).to_contain_text(["A brass lamp"])
    await part(page, "filter-format").select_option("dutch")
    await expect(part(page, "list-note").first).to_have_text("No item matches.")
    assert page.url.endswith("?q=bras&format=dutch")
    await page.reload()
    await expect(part(page, "search")).to_have_value("bras")
    await part(page, "filter-format").select_option("fixed")
    await expect(card(page, "lamp")).to_be_visible()
    await page.goto(f"{node.url}/#/auction/nothing")
    await expect(part(page, "message")).to_have_text("There is no such sale.")
