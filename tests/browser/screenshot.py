"""Takes the README's picture of a running demo: `python -m tests.browser.screenshot [URL]`.

Three bots bid on the lamp, then a visitor bids more than they have and leads.
"""

import asyncio
import sys

from playwright.async_api import async_playwright, expect

from tests.browser.conftest import CHROMIUM, SWITCHES
from tests.browser.steps import LAMP, bid, join, part
from tests.nodes import ROOT

PICTURE = ROOT / "docs" / "images" / "item.png"
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
        await browser.close()


async def _bots(url: str) -> None:
    arguments = ["-m", "auction_client", *BOTS, "--url", url]
    bots = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT / "clients/python"
    )
    await bots.wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"))
