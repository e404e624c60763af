"""The languages of the page, in browsers that ask for them."""

from playwright.async_api import Page, expect

from tests.browser.axe import expect_accessible
from tests.browser.conftest import PHONE, SCREENSHOTS, Pages
from tests.browser.steps import LAMP, bid, confirm, part
from tests.nodes import LiveNode

MONEY = "\u0661\u066c\u0662\u0663\u0664\u066b\u0665\u0660"
"""1,234.50 in the digits and signs of Egypt."""


async def test_the_page_is_in_the_browsers_language_until_another_is_chosen(
    node: LiveNode, pages: Pages
) -> None:
    await node.put_up("lamp", title="Messinglampe")
    page = await pages.open(node, f"#token={node.token('ann')}", locale="de-DE")
    await page.goto(f"{node.url}/{LAMP}")
    await expect(part(page, "price")).to_have_text("1,00\N{NO-BREAK SPACE}€")
    assert await _language(page) == ["de", "ltr"]
    await bid(page, "1.234,50")
    await confirm(page)
    await expect(part(page, "price")).to_have_text("1.234,50\N{NO-BREAK SPACE}€")
    await expect(part(page, "answer")).to_contain_text("Sie führen")
    await part(page, "language").select_option("en")
    await expect(part(page, "connection")).to_have_text("Live")
    await expect(part(page, "language")).to_have_value("en")
    assert await _language(page) == ["en", "ltr"]


async def test_arabic_runs_from_right_to_left(node: LiveNode, pages: Pages) -> None:
    await node.put_up("lamp", title="مصباح نحاسي")
    await node.bid(123_450, "ben")
    page = await pages.open(node, LAMP, viewport=PHONE, locale="ar-EG")
    await expect(part(page, "price")).to_contain_text(MONEY)
    assert await _language(page) == ["ar", "rtl"]
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    home = await page.locator(".home").bounding_box()
    assert home is not None
    assert home["x"] > PHONE["width"] / 2
    await expect_accessible(page)
    await page.screenshot(path=SCREENSHOTS / "item-arabic.png", full_page=True)


async def _language(page: Page) -> list[str]:
    root: list[str] = await page.evaluate(
        "[document.documentElement.lang, document.documentElement.dir]"
    )
    return root
