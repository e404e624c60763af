"""Takes the documents' pictures of a running demo: `python -m tests.browser.screenshot [URL]`.

Three bots bid on the lamp, then a visitor bids more than they have and leads. Then the auctioneer enters a
bid of the floor at the console.
"""

import asyncio
import sys

from playwright.async_api import Browser, async_playwright, expect

from server.node.demo import auctioneer_token
from server.node.sign_in import console_link
from server.node.token_keys import known_secret_tokens
from server.settings import read_settings
from tests.browser.conftest import CHROMIUM, SWITCHES
from tests.browser.steps import LAMP, bid, join, part
from tests.nodes import ROOT

PICTURE = ROOT / "docs" / "images" / "item.png"
CONSOLE = ROOT / "docs" / "images" / "console.png"
BOTS = [
    "bots",
    "lamp",
    "--count",
    "3",
    "--pace",
    "0.5",
    "--bids",
    "12",
    "--limit",
    "90.00",
    "--seed",
    "3",
]


async def main(url: str) -> None:
    """Let the bots bid, bid among them, and take the picture."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        page = await browser.new_page(viewport={"width": 1200, "height": 800}, locale="en-IE")
        await page.goto(f"{url}/{LAMP}")
        await join(page, "Ann")
        await _bots(url)
        await bid(page, "95.00")
        await expect(part(page, "price")).to_contain_text("95.00")
        await page.wait_for_timeout(1_000)  # the change of colour has faded
        await page.screenshot(path=PICTURE)
        await _run_the_lamp(browser, url)
        await browser.close()


async def _run_the_lamp(browser: Browser, url: str) -> None:
    """Enter a bid of the floor, which the visitor's page shows, and take the picture."""
    page = await browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-IE")
    token = auctioneer_token(known_secret_tokens(read_settings()))
    await page.goto(console_link(url, token))
    await expect(part(page, "sales-link")).to_be_visible()
    await page.goto(f"{url}/console#/sale/demo/run/lamp")
    await expect(part(page, "price")).to_contain_text("95.00")
    await page.keyboard.press("f")
    await page.keyboard.type("12")
    await page.keyboard.press("Enter")
    # In the first run nobody has the paddle.
    accepted = part(page, "answer").filter(has_text="for paddle 12")
    await expect(accepted.or_(part(page, "paddle-name")).first).to_be_visible()
    if await part(page, "paddle-name").is_visible():
        await page.keyboard.type("Mr Grey")
        await page.keyboard.press("Enter")
    await expect(accepted).to_be_visible()
    await expect(part(page, "room-reach")).to_contain_text("%")
    await page.wait_for_timeout(1_000)
    await page.screenshot(path=CONSOLE)


async def _bots(url: str) -> None:
    arguments = ["-m", "auction_client", *BOTS, "--url", url]
    bots = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT / "clients/python"
    )
    await bots.wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"))
