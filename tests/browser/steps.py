"""What people do on the page, in the words of the tests."""

from playwright.async_api import Locator, Page, expect

LAMP = "#/item/lamp"


def part(page: Page, name: str) -> Locator:
    """Find what the page marks for tests."""
    return page.locator(f'[data-test="{name}"]')


async def join(page: Page, name: str) -> None:
    """Register under a name, and wait to be known."""
    await part(page, "join").click()
    await part(page, "join-name").fill(name)
    await part(page, "join-with-name").click()
    await expect(part(page, "me")).to_contain_text(f"{name}#")


async def bid(page: Page, amount: str) -> None:
    """Type an amount and bid it."""
    await part(page, "amount").fill(amount)
    await part(page, "place-bid").click()
