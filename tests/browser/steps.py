"""The steps of a person on the page."""

from playwright.async_api import Locator, Page, expect

LAMP = "#/item/lamp"
QUESTION_READ_FOR_MS = 510
"""A press right after a question appears is not its answer."""


def part(page: Page | Locator, name: str) -> Locator:
    """Find an element by its `data-test` attribute."""
    return page.locator(f'[data-test="{name}"]')


async def join(page: Page, name: str) -> None:
    """Register under a name, and wait until the page shows it."""
    await part(page, "join").click()
    await part(page, "join-name").fill(name)
    await part(page, "join-with-name").click()
    await expect(part(page, "me")).to_contain_text(f"{name}#")
    await part(page, "join-done").click()


async def type_maximum(page: Page, maximum: str) -> None:
    """Type a hidden maximum, for which the fold is opened."""
    if not await part(page, "maximum").is_visible():
        await part(page, "automatic").click()
    await part(page, "maximum").fill(maximum)


async def confirm(page: Page) -> None:
    """Answer the question before a bid with yes, once it can be answered."""
    await expect(part(page, "question")).not_to_be_empty()
    await page.wait_for_timeout(QUESTION_READ_FOR_MS)
    await part(page, "confirm").click()


async def bid(page: Page, amount: str) -> None:
    """Type an amount and place the bid."""
    await part(page, "amount").fill(amount)
    await part(page, "place-bid").click()
