"""Notices over the page: what they name, when they go, and that nothing moves under them."""

from playwright.async_api import Page, expect

from tests.browser.axe import expect_accessible
from tests.browser.conftest import PHONE, SCREENSHOTS, Pages
from tests.browser.steps import part
from tests.nodes import LiveNode

HIDE = """isHidden => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
COUNT_SHIFTS = """() => {
  window.shift = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shift += entry.value)))
    .observe({ type: "layout-shift" });
}"""


async def test_a_notice_names_item_and_price_offers_the_next_bid_and_goes_when_it_is_stale(
    node: LiveNode, pages: Pages
) -> None:
    for name in ("lamp", "clock", "map", "desk"):
        await node.put_up(name, title=f"A {name}", fees={"premium": [[0, 200_000]]})
        await node.bid(200, "ann", name)
    page = await pages.open(node, f"#token={node.token('ann')}", viewport=PHONE)
    await expect(part(page, "standing")).to_have_text(["You lead"] * 4)
    await page.evaluate(COUNT_SHIFTS)
    notice = part(page, "notice")
    await page.evaluate(HIDE, True)
    await node.bid(300, "bob", "lamp")
    await expect(notice).to_contain_text("You were outbid")
    await expect(notice).to_contain_text("A lamp")
    await expect(notice).to_contain_text("It stands at €3.00.")
    await expect(part(page, "notice-link")).to_have_text("Bid €3.10")
    await expect(page).to_have_title("● You were outbid · A lamp · Auction")
    await page.evaluate(HIDE, False)
    await expect(page).to_have_title("Auction")
    await node.bid(400, "carl", "lamp")
    await expect(part(page, "notice-link")).to_have_text("Bid €4.10")
    await page.screenshot(path=SCREENSHOTS / "notice-phone.png")
    await expect_accessible(page)

    # A lead, the end and a visit make it stale, and no more than three are shown at once.
    await node.bid(500, "ann", "lamp")
    await expect(notice).to_have_count(0)
    for name in ("lamp", "clock", "map", "desk"):
        await node.bid(900, "bob", name)
    await expect(part(page, "notice-link")).to_have_text(["Bid €9.10"] * 3)
    await expect(part(page, "notices")).not_to_contain_text("A lamp")
    assert await page.evaluate("window.shift") < 0.001
    await notice.filter(has_text="A map").get_by_role("link").click()
    await expect(part(page, "title")).to_have_text("A map")
    await expect(notice).to_have_count(2)
    await node.command("clock", "close")
    await expect(notice.filter(has_text="A clock")).to_contain_text("You were outbid at the end")
    await node.bid(1_000, "ann", "desk")
    await node.command("desk", "close")
    await expect(notice.filter(has_text="A desk")).to_contain_text("You won")
    await expect(notice.filter(has_text="A desk")).to_contain_text("You owe €12.00.")
    await notice.filter(has_text="A desk").get_by_role("link").click()
    await expect(part(page, "wins-total")).to_have_text("You owe €12.00")
    await expect(part(page, "win")).to_contain_text("€2.00")
    await expect_accessible(page)

    await notice.get_by_role("button", name="Dismiss").click()
    await choose_the_signs_of_a_notice(page)


async def choose_the_signs_of_a_notice(page: Page) -> None:
    """Choose sound and no title; the choice is kept."""
    await part(page, "bell").click()
    await expect(part(page, "notice-sound")).not_to_be_checked()
    await expect(part(page, "notice-title")).to_be_checked()
    await part(page, "notice-sound").check()
    await part(page, "notice-title").uncheck()
    await expect_accessible(page)
    await page.keyboard.press("Escape")
    await expect(part(page, "notice-settings")).to_be_hidden()
    await page.reload()
    await part(page, "bell").click()
    await expect(part(page, "notice-sound")).to_be_checked()
    await expect(part(page, "notice-title")).not_to_be_checked()
