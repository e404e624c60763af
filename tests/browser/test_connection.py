"""The page on a connection that falls silent, is lost, or was never there."""

import signal

from playwright.async_api import Page, expect

from tests.browser.axe import expect_accessible
from tests.browser.conftest import PHONE, SCREENSHOTS, Pages
from tests.browser.steps import LAMP, join, part
from tests.nodes import StoreUrls, free_port, node_process

NODE_AWAY = ("ERR_", "WebSocket connection to")
"""The errors of a browser whose node is away, or whose device is."""
GREY = "document.documentElement.hasAttribute('data-stale')"


async def test_a_hung_node_and_a_lost_network_are_shown_until_they_are_back(
    stores: StoreUrls, pages: Pages
) -> None:
    async with node_process(stores, None, free_port(), AUCTION_OPEN_REGISTRATION="true") as hung:
        node = hung.node
        await node.put_up("lamp", ends_at=await node.now() + 600_000)
        page = await pages.open(node, LAMP, viewport=PHONE)
        await join(page, "Ann")
        await expect(part(page, "place-bid")).to_be_enabled()
        before = await part(page, "place-bid").bounding_box()

        hung.process.send_signal(signal.SIGSTOP)
        try:
            # A bid that is under way when the node hangs is decided by the node that answers again.
            await part(page, "place-bid").click()
            await expect(part(page, "answer")).to_contain_text(
                "Your bid is sent again", timeout=10_000
            )
            # The transport itself would take 45 s to notice.
            banner = part(page, "connection-banner")
            await expect(banner).to_contain_text("No answer since", timeout=10_000)
            await expect(part(page, "connection")).to_have_text("No answer")
            assert await page.evaluate(GREY)
            await expect(part(page, "place-bid")).to_be_disabled()
            assert await part(page, "place-bid").bounding_box() == before
            await expect_accessible(page)
            await page.screenshot(path=SCREENSHOTS / "silent-phone.png")
        finally:
            hung.process.send_signal(signal.SIGCONT)
        await _is_live(page)
        await expect(part(page, "answer")).to_have_text("Accepted: you lead at €1.00.")
        assert (await node.get("/items/lamp"))[1]["bid_count"] == 1

        await page.context.set_offline(True)
        await expect(banner).to_contain_text("since", timeout=10_000)
        await page.context.set_offline(False)
        await _is_live(page)
        await node.bid(700, "bob")
        await expect(part(page, "price")).to_have_text("€7.00")

        await hung.kill()
        await expect(banner).to_contain_text("Disconnected since")
        await expect(part(page, "place-bid")).to_be_disabled()
        await page.close()
    pages.forgive(*NODE_AWAY)


async def _is_live(page: Page) -> None:
    await expect(part(page, "connection")).to_have_text("Live")
    await expect(part(page, "connection-banner")).to_be_empty()
    assert not await page.evaluate(GREY)
