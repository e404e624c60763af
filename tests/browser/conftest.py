"""A real Chromium, whose pages must log no error."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from tests.browser.wire import Wire
from tests.nodes import ROOT, LiveNode

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_FOUND = CHROMIUM.exists()
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
SCREENSHOTS = ROOT / "tests" / "screenshots"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PAGE_TIMEOUT_MS = 30_000
"""How long a page may take to show something; a busy machine makes browsers slow."""

expect.set_options(timeout=PAGE_TIMEOUT_MS)


@dataclass(slots=True)
class Pages:
    """Opens pages, each with its own storage, and collects the errors in their consoles."""

    browser: Browser
    errors: list[str] = field(default_factory=list)

    async def open(
        self,
        node: LiveNode,
        route: str = "#/",
        viewport: ViewportSize = DESKTOP,
        wire: Wire | None = None,
        locale: str = "en-IE",
    ) -> Page:
        """Open a page of the node at a route, behind the wire if there is one."""
        context = await self.browser.new_context(viewport=viewport, locale=locale)
        context.set_default_timeout(PAGE_TIMEOUT_MS)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console",
            lambda message: self.errors.extend([message.text] * (message.type == "error")),
        )
        if wire is not None:
            await wire.attach(page)
        await page.goto(f"{node.url}/{route}")
        if route.startswith("#token="):
            # A token is kept once the server has accepted it; a page that is left before is signed out.
            signs = '[data-test="me"]:visible, [data-test="notice"]'
            await expect(page.locator(signs).first).to_be_visible()
        return page

    def forgive(self, *network_errors: str) -> None:
        """Drop the browser's own errors about requests that a test lets fail."""
        self.errors[:] = [
            error for error in self.errors if not any(each in error for each in network_errors)
        ]


@pytest.fixture
async def pages() -> AsyncIterator[Pages]:
    """Chromium. A breach of the Content-Security-Policy is an error on the console, like any other."""
    if not CHROMIUM_FOUND:
        assert "CI" not in os.environ, "there is no Chromium: install Debian's chromium"
        pytest.skip("there is no Chromium: install Debian's chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=SWITCHES, timeout=2 * PAGE_TIMEOUT_MS
        )
        opened = Pages(browser)
        yield opened
        await browser.close()
    assert opened.errors == []
