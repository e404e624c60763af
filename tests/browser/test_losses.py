"""The page after both stores have lost events: the true price and leader, and a word to who lost a bid."""

import pytest
from playwright.async_api import expect

from server.sockets.broadcast import resync
from tests.browser.conftest import Pages
from tests.browser.steps import LAMP, part
from tests.losses import bids_of_a_dead_node, journal_late, lose_events
from tests.nodes import StoreUrls, node_here

NOTICE = "Your bid of €1.50 was lost in a failure and does not stand."


async def test_a_page_that_stayed_shows_the_true_price_and_names_the_lost_bid(
    stores: StoreUrls, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resync, "READ_EVERY_S", 0.1)
    async with node_here(stores) as node:
        await node.put_up()
        await node.bid(120, "ann")
        page = await pages.open(node, f"#token={node.token('ben')}")
        await page.goto(f"{node.url}/{LAMP}")
        await expect(part(page, "price")).to_have_text("€1.20")
        committed = await bids_of_a_dead_node(stores, ("ben", 150))
        await expect(part(page, "price")).to_have_text("€1.50")
        await lose_events(stores, after=3, before=5)
        await expect(part(page, "price")).to_have_text("€1.20")
        await expect(part(page, "leader")).to_contain_text("Ann")
        await expect(part(page, "bid-row")).to_have_count(1)
        await journal_late(stores, committed)
        await expect(part(page, "bid-lost")).to_have_text(NOTICE)
        await page.reload()
        await expect(part(page, "bid-lost")).to_have_text(NOTICE)
        await part(page, "bid-lost-dismiss").click()
        await expect(part(page, "bid-lost")).to_be_hidden()
        await page.reload()
        await expect(part(page, "price")).to_have_text("€1.20")
        await expect(part(page, "bid-lost")).to_be_hidden()
