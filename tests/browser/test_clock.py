"""The countdown on devices whose clocks are wrong, with and without a connection."""

import re

from playwright.async_api import expect

from tests.browser.conftest import Pages
from tests.browser.steps import LAMP, part
from tests.nodes import LiveNode

AN_HOUR_FAST = """
  const now = Date.now;
  Date.now = () => now() + 3_600_000;
"""
A_MINUTE_BEHIND = """() => {
  const now = performance.now.bind(performance);
  performance.now = () => now() - 60_000;
}"""
"""The monotonic clock of a device that has slept."""
LEFT = re.compile(r"^(10:00|9:[0-5]\d)$")
IN_LIST = re.compile(r"(10:00|9:[0-5]\d)$")


async def test_a_countdown_is_the_servers_on_a_wrong_clock_and_after_a_sleep(
    node: LiveNode, pages: Pages
) -> None:
    await node.put_up("lamp", ends_at=await node.now() + 600_000)
    page = await pages.open(node, "#/")
    await page.context.add_init_script(AN_HOUR_FAST)
    await page.goto(f"{node.url}/?{LAMP}")
    await page.goto(f"{node.url}/{LAMP}")
    await expect(part(page, "countdown")).to_have_text(LEFT)

    # The countdown of a list is read over HTTP where there is no connection.
    alone = await page.context.new_page()
    await alone.route("**/socket.io/**", lambda route: route.abort())
    await alone.route_web_socket("**/socket.io/**", lambda socket: socket.close())
    await alone.goto(f"{node.url}/#/auction/sale")
    await expect(part(alone, "card-time")).to_have_text(IN_LIST)
    await expect(part(alone, "connection")).not_to_have_text("Live")
    await alone.close()

    await page.evaluate(A_MINUTE_BEHIND)
    await expect(part(page, "countdown")).to_have_text(re.compile(r"^10:[0-5]\d$"))
    await expect(part(page, "countdown")).to_have_text(LEFT)
    pages.forgive("WebSocket", "ERR_")
