"""The steps of an auctioneer at the console."""

from playwright.async_api import Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, Pages
from tests.browser.steps import part
from tests.nodes import LiveNode


async def open_console(
    pages: Pages,
    node: LiveNode,
    token: str,
    route: str = "#/",
    *,
    viewport: ViewportSize = DESKTOP,
    locale: str = "en-IE",
) -> Page:
    """Open the console, sign in by a link, and go to a route."""
    page = await pages.open(node, "console", viewport, locale=locale)
    await expect(part(page, "sign-in")).to_be_visible()
    await page.goto(f"{node.url}/console#token={token}")
    await expect(part(page, "sales-link")).to_be_visible()
    assert "token" not in page.url
    await page.goto(f"{node.url}/console{route}")
    return page


async def press(page: Page, *keys: str) -> None:
    """Press keys one after another."""
    for key in keys:
        await page.keyboard.press(key)


async def act(page: Page, *keys: str, answer: str) -> None:
    """Press the keys of an act, and wait for its answer: until then another act is not taken."""
    await press(page, *keys)
    await expect(part(page, "answer")).to_contain_text(answer)


async def act_when_asked(page: Page, key: str, name: str, *, question: str, answer: str) -> None:
    """Press the key of an act that asks, and again once its question stands."""
    button = part(page, f"act-{name}")
    # Buttons wait while an act is under way.
    await expect(button).to_be_enabled()
    await press(page, key)
    await expect(button).to_contain_text(question)
    await act(page, key, answer=answer)
