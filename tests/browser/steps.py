"""The steps of a person on the page."""

from playwright.async_api import Locator, Page, expect

LAMP = "#/item/lamp"


def part(page: Page | Locator, name: str) -> Locator:
    """Find an element by its `data-test` attribute."""
    return page.locator(f'[data-test="{name}"]')


async def join(page: Page, name: str) -> None:
    """Register under a name, and wait until the page shows it."""
    await part(page, "join").click()
    await part(page, "join-name").fill(name)
    await part(page, "join-with-name").click()
    await expect(part(page, "me")).to_contain_text(f"{name}#")


async def bid(page: Page, amount: str) -> None:
    """Type an amount and place the bid."""
    await part(page, "amount").fill(amount)
    await part(page, "place-bid").click()
