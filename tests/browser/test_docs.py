"""The page of the contract: it is read, searched and copied from."""

import re

from playwright.async_api import expect

from tests.browser.axe import expect_accessible
from tests.browser.conftest import PHONE, Pages
from tests.nodes import LiveNode

# Most of the cards are alike, and a check of all of them takes minutes.
THIN_OUT = """() => {
  for (const selector of ["main article[id]", "main tr", ".contents li"]) {
    document.querySelectorAll(selector).forEach((each, number) => number % 30 === 0 || each.remove());
  }
}"""


async def test_the_contract_is_searched_linked_and_copied(node: LiveNode, pages: Pages) -> None:
    page = await pages.open(node, "docs?q=too_low")
    cards = page.locator("main article[id]:visible")
    await expect(page.locator("#error-too_low")).to_be_visible()
    await expect(page.locator("#error-busy")).to_be_hidden()

    await page.keyboard.press("/")
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.type("retract bid")
    await expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d+ found$"))
    await expect(page.locator("#http-retract")).to_be_visible()
    await expect(page.locator("#http-register")).to_be_hidden()
    await expect(page.locator(".contents li:visible")).to_have_count(
        await page.locator(
            "main article[id^=http-]:visible, main article[id^=event-]:visible"
        ).count()
    )
    await expect(page).to_have_url(f"{node.url}/docs?q=retract%20bid")

    # A link to a place that the search hides ends the search.
    await page.evaluate("location.hash = 'http-bid'")
    await expect(page.locator("#http-bid")).to_be_in_viewport()
    await expect(page).to_have_url(f"{node.url}/docs#http-bid")
    assert await cards.count() > 100

    await page.locator("#http-bid summary", has_text="curl").click()
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.get_by_role("button", name="Copy: POST /bid, curl").click()
    await expect(page.get_by_role("status")).to_have_text("Copied")
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith('curl -X POST "$URL/bid"')
    assert node.url in await page.locator(".steps pre").first.inner_text()

    await page.set_viewport_size(PHONE)
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    await page.evaluate(THIN_OUT)
    await expect_accessible(page)
    await page.emulate_media(color_scheme="dark")
    await expect_accessible(page)


async def test_the_contract_can_be_read_without_scripts(node: LiveNode, pages: Pages) -> None:
    context = await pages.browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{node.url}/docs#http-bid")
    await expect(page.locator("#http-bid")).to_be_in_viewport()
    await expect(page.get_by_role("search")).to_be_hidden()
    await page.locator("#http-bid summary", has_text="curl").click()
    await expect(page.locator("#http-bid details pre").first).to_be_visible()
    await context.close()
