"""The accessibility checks find a fault, and the page of an item has none."""

from playwright.async_api import expect

from tests.browser.axe import expect_accessible, findings
from tests.browser.conftest import PHONE, Pages
from tests.browser.steps import LAMP, join, part
from tests.nodes import LiveNode


async def test_the_page_of_an_item_has_no_grave_fault(node: LiveNode, pages: Pages) -> None:
    await node.put_up("lamp", description="Brass, rewired.")
    await node.bid(300, "bob")
    page = await pages.open(node, LAMP, viewport=PHONE)
    await expect(part(page, "price")).to_have_text("€3.00")
    await part(page, "join").click()
    await expect_accessible(page)
    await page.keyboard.press("Escape")
    await join(page, "Ann")
    await expect_accessible(page)
    await page.emulate_media(color_scheme="dark")
    await expect_accessible(page)
    await page.evaluate("document.querySelector('h1').innerHTML = '<button></button>'")
    assert [each["id"] for each in await findings(page)] == ["button-name"]
