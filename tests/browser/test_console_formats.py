"""A sale with a lot of each format at the console, from the form to the results and the deliveries."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, ViewportSize, expect

from tests.browser.axe import expect_accessible
from tests.browser.conftest import DESKTOP, PHONE, SCREENSHOTS, Pages
from tests.browser.console_steps import act, act_when_asked, open_console, press
from tests.browser.steps import part
from tests.nodes import LiveNode, StoreUrls, node_here

LOTS: list[dict[str, str]] = [
    {
        "title": "Oil lamp",
        "start_price": "40",
        "reserve": "100",
        "duration_ms": "600",
        "bid_cap": "5000",
        "fees.price_tax": "10%",
    },
    {
        "title": "Tulips",
        "format": "dutch",
        "start_price": "90",
        "step": "5",
        "interval_ms": "600",
        "floor_price": "30",
    },
    {"title": "Letters", "format": "sealed_first", "start_price": "50"},
    {"title": "Diary", "format": "sealed_second", "start_price": "50"},
    {"title": "Wine", "format": "uniform", "start_price": "10", "quantity": "3"},
    {"title": "Posters", "format": "fixed", "start_price": "20", "quantity": "2"},
    {"title": "Broken vase", "start_price": "40"},
]
VIEWS = {
    "": "sale-link",
    "new": "make-sale",
    "webhooks": "webhook",
    "sale/{sale}/setup": "setup-row",
    "sale/{sale}/setup/~files": "importer",
    "sale/{sale}/setup/~clerks": "clerks",
    "sale/{sale}/bidders": "paddle-row",
    "sale/{sale}/run": "lot-title",
    "sale/{sale}/results": "statement-link",
}
"""The views of the console, each with a part that is shown once it is complete."""
SHIFTS = """() => new Promise((resolve) => {
  const asked = performance.now();
  const shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, startTime, sources } of list.getEntries()) {
      if (startTime > asked) return resolve(shifts);
      shifts.push([value, ...sources.map(({ node }) => node?.className ?? node?.nodeName)]);
    }
  }).observe({ type: "layout-shift", buffered: true });
  document.body.style.paddingTop = "200px";
})"""
"""The layout shifts of a page so far, with their sources. One that is made on purpose ends them."""
SHIFT_MAX = 0.1
"""Of all views together."""
NETWORKS = "127.0.0.0/8"
SLOW_FRAMES = """() => {
  const frame = requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (draw) => setTimeout(() => frame(draw), 100);
}"""
"""A page on a slow machine, where a key may be pressed before the next frame is drawn."""


@asynccontextmanager
async def receiver() -> AsyncIterator[str]:
    """Receive the events of a webhook; yield its URL."""

    async def receive(_: web.Request) -> web.Response:
        return web.Response(status=HTTPStatus.NO_CONTENT)

    app = web.Application()
    app.router.add_post("/", receive)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


async def add_webhook(page: Page, url: str) -> None:
    """Add a webhook, and try it."""
    await part(page, "webhooks-link").click()
    await part(page, "webhook-url").fill(url)
    await page.get_by_label("bid.voided").check()
    await part(page, "add-webhook").click()
    await expect(part(page, "secret")).to_contain_text("whsec_")
    await part(page, "test-webhook").click()
    await expect(part(page, "delivery")).to_contain_text(re.compile(r"webhook\.test.*Delivered"))


async def put_up(page: Page) -> None:
    """Make a sale and a lot of each format by the forms."""
    await part(page, "sales-link").click()
    await part(page, "new-sale").click()
    await part(page, "title").fill("Every format")
    await part(page, "approval").check()
    await part(page, "consignor_bids").check()
    await part(page, "early_bids").check()
    await part(page, "make-sale").click()
    await part(page, "lot").fill("1")
    for group in ("Time", "More"):
        await page.locator("summary", has_text=group).click()
    for number, lot in enumerate(LOTS, start=1):
        await expect(part(page, "lot")).to_have_value(str(number))
        await part(page, "format").select_option(lot.get("format", "english"))
        for name, value in lot.items():
            if name != "format":
                await part(page, name).fill(value)
        await part(page, "put-up").click()
        await expect(part(page, "item-answer")).to_contain_text(lot["title"])
    await expect(part(page, "setup-row")).to_have_count(len(LOTS))
    await page.screenshot(path=SCREENSHOTS / "console-setup.png")
    await part(page, "setup-row").first.get_by_role("link").click()
    await expect(part(page, "fees.price_tax")).to_have_value("10%")
    await part(page, "description").fill("Rewired.")
    await part(page, "save-item").click()
    await expect(part(page, "item-answer")).to_have_text("Saved.")


async def admit_and_refuse(page: Page, node: LiveNode) -> str:
    """Approve Ann and Ben, refuse Carl, and give a paddle; return the id of the sale."""
    sale = page.url.split("/sale/")[1].split("/")[0]
    for user in ("ann", "ben", "carl"):
        await node.post(f"/auctions/{sale}/admission", {}, node.token(user))
    await part(page, "tab-bidders").click()
    rows = part(page, "bidder-row")
    for name in ("Ann", "Ben"):
        await part(rows.filter(has_text=name), "approve").click()
        await expect(part(page, "bidders-answer")).to_contain_text(f"{name} may bid")
    await part(rows.filter(has_text="Carl"), "decide").click()
    await part(page, "reason").fill("No references.")
    await part(page, "refuse").click()
    await expect(part(page, "bidders-answer")).to_contain_text("Carl is refused")
    await part(page, "paddle-number").fill("12")
    await part(page, "paddle-holder").fill("Mr Grey")
    await part(page, "give-paddle").click()
    await expect(part(page, "paddle-row")).to_contain_text("Mr Grey")
    return sale


async def block(page: Page, sale: str) -> None:
    """Block Ben, and void his bids."""
    await part(page, "tab-bidders").click()
    await part(page, "filter-approved").click()
    await part(part(page, "bidder-row").filter(has_text="Ben"), "decide").click()
    await part(page, "void-bids").check()
    await part(page, "block").click()
    await part(page, "block").click()
    await expect(part(page, "bidders-answer")).to_contain_text("Ben is blocked")
    await part(page, "tab-run").click()


async def open_next(page: Page, title: str) -> str:
    """Go to the next lot and open it; return its id."""
    await press(page, "l")
    await expect(part(page, "lot-title")).to_have_text(title)
    await act(page, "o", answer="The lot is open.")
    await expect(part(page, "lot-status")).to_have_text("Open")
    return page.url.rsplit("/", 1)[1]


async def sell_by_the_hammer(page: Page) -> None:
    """Close a lot whose winners are found at the close."""
    question, answer = "Close the lot?", "The lot is closed."
    await act_when_asked(page, "h", "close", question=question, answer=answer)
    await expect(part(page, "lot-status")).to_have_text("Sold")


async def run_the_english_lot(page: Page, node: LiveNode, sale: str) -> None:
    """Undo an early bid, bid for the consignor, extend, block a bidder, and sell below the reserve."""
    await page.evaluate(SLOW_FRAMES)
    await part(page, "tab-run").click()
    await expect(part(page, "lot-title")).to_have_text("Oil lamp")
    await act(page, "b", "1", "2", "Tab", "6", "0", "Enter", answer="€60.00 for paddle 12.")
    await expect(part(page, "answer")).to_contain_text("It is taken at the opening.")
    await act(page, "u", answer="Undone: The bid is void.")
    await act(page, "o", answer="The lot is open.")
    lot = page.url.rsplit("/", 1)[1]
    assert (await node.bid(4_500, "carl", lot))[0] == HTTPStatus.FORBIDDEN
    assert (await node.bid(4_500, "ann", lot))[0] == HTTPStatus.OK
    await expect(part(page, "leader")).to_contain_text("Ann")
    await act(page, "c", "5", "0", "Enter", answer="€50.00 for the consignor.")
    await expect(part(page, "leader")).to_contain_text("consignor")
    assert (await node.bid(6_000, "ben", lot))[0] == HTTPStatus.OK
    await expect(part(page, "leader")).to_contain_text("Ben")
    await act(page, "e", answer="The end has moved by")
    await block(page, sale)
    await expect(part(page, "price")).to_have_text("€50.00")
    await act(page, "f", "1", "2", "Tab", "7", "0", "Enter", answer="€70.00 for paddle 12.")
    await expect(part(page, "leader")).to_contain_text("paddle 12")
    question, answer = "Sell at €70.00, below the reserve?", "Sold below the reserve."
    await act_when_asked(page, "s", "sell", question=question, answer=answer)
    await expect(part(page, "lot-status")).to_have_text("Sold")


async def run_the_other_formats(page: Page, node: LiveNode) -> None:
    """Sell by a falling price, by secret bids, by units, and withdraw the last lot."""
    await open_next(page, "Tulips")
    await expect(part(page, "asking")).to_have_text("€90.00")
    await act(page, "f", "1", "2", "Enter", answer="€90.00 for paddle 12.")
    await expect(part(page, "lot-status")).to_have_text("Sold")
    await expect(page.locator(".lots-side [aria-current]")).to_contain_text("Paddle 12")
    for title in ("Letters", "Diary"):
        lot = await open_next(page, title)
        assert (await node.bid(8_000, "ann", lot))[0] == HTTPStatus.OK
        await act(page, "t", "1", "2", "Tab", "6", "0", "Enter", answer="€60.00 for paddle 12.")
        await expect(part(page, "answer")).not_to_contain_text("hidden maximum")
        await sell_by_the_hammer(page)
    await expect(part(page, "price")).to_have_text("€60.00")
    lot = await open_next(page, "Wine")
    assert (await node.bid(1_500, "ann", lot, quantity=2))[0] == HTTPStatus.OK
    await act(
        page, "b", "1", "2", "Tab", "1", "2", "Tab", "1", "Enter", answer="€12.00 for paddle 12."
    )
    await sell_by_the_hammer(page)
    lot = await open_next(page, "Posters")
    await act(page, "f", "1", "2", "Enter", answer="€20.00 for paddle 12.")
    assert (await node.bid(2_000, "ann", lot))[0] == HTTPStatus.OK
    await expect(part(page, "lot-status")).to_have_text("Sold")
    await press(page, "l")
    await expect(part(page, "lot-title")).to_have_text("Broken vase")
    await part(page, "act-cancel").click()
    await part(page, "act-cancel").click()
    await expect(part(page, "lot-status")).to_have_text("Withdrawn")


async def expect_results(page: Page) -> None:
    """Read the results, and save them as a file."""
    await part(page, "tab-results").click()
    rows = part(page, "result-row")
    expected = [
        r"Sold.*Paddle 12.*€70\.00.*€77\.00",
        r"Sold.*Paddle 12.*€90\.00",
        r"Sold.*Ann.*€80\.00",
        r"Sold.*Ann.*€60\.00",
        r"Sold.*Ann.*Paddle 12.*2 × €12\.00.*€12\.00",
        r"Sold.*€20\.00",
        r"Withdrawn",
    ]
    for number, row in enumerate(expected):
        await expect(rows.nth(number)).to_contain_text(re.compile(row))
    await page.screenshot(path=SCREENSHOTS / "console-results.png")
    async with page.expect_download() as saving:
        await part(page, "results-file").click()
    saved = await saving.value
    assert saved.suggested_filename.endswith("-results.csv")
    assert "Tulips" in (await saved.path()).read_text()


async def expect_deliveries(page: Page) -> None:
    """Find the sales among the deliveries, and send one again."""
    await part(page, "webhooks-link").click()
    await part(page, "show-deliveries").click()
    await part(page, "deliveries-delivered").click()
    deliveries = part(page, "delivery")
    await expect(deliveries.filter(has_text="item.sold")).to_have_count(6)
    await expect(deliveries.filter(has_text="bid.voided")).to_have_count(2)
    await part(deliveries.first, "send-again").click()
    await expect(part(page, "deliveries-answer")).not_to_be_empty()


async def expect_every_view_in_order(
    pages: Pages, node: LiveNode, sale: str, locale: str, viewport: ViewportSize
) -> None:
    """Look at every view in a language: accessible, and no wider than the window."""
    token = node.auctioneer
    page = await open_console(pages, node, token, viewport=viewport, locale=locale)
    for view, shown in VIEWS.items():
        await page.goto(f"{node.url}/console#/{view.format(sale=sale)}")
        await expect(part(page, shown).first).to_be_visible()
        await expect_accessible(page)
        assert await page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    shifts = await page.evaluate(SHIFTS)
    assert sum(value for value, *_ in shifts) < SHIFT_MAX, shifts
    await page.context.close()


async def test_a_sale_of_every_format_is_set_up_run_and_settled(
    stores: StoreUrls, pages: Pages
) -> None:
    async with node_here(stores, webhook_networks=[NETWORKS]) as node, receiver() as url:
        page = await open_console(pages, node, node.auctioneer)
        await add_webhook(page, url)
        await put_up(page)
        sale = await admit_and_refuse(page, node)
        await run_the_english_lot(page, node, sale)
        await run_the_other_formats(page, node)
        await expect_results(page)
        await expect_deliveries(page)
        await expect_every_view_in_order(pages, node, sale, "en-IE", DESKTOP)
        await expect_every_view_in_order(pages, node, sale, "ar-EG", PHONE)
