"""The console at `/console`: an auctioneer's whole sale, by keyboard, and two clerks at once."""

import asyncio
import re
from http import HTTPStatus

from playwright.async_api import Page, Route, expect

from server.domain.types import Role
from tests.browser.conftest import PHONE, SCREENSHOTS, Pages
from tests.browser.console_steps import act, act_when_asked, open_console, press
from tests.browser.steps import part
from tests.nodes import LiveNode

CATALOGUE = 'lot,title,start_price\n2,"Station clock, Lisbon",80.00\n3,Map of the Baltic,many\n'
LOT_OF_SALE = "#/sale/sale/run/lamp"


async def set_up(page: Page) -> None:
    """Make a sale and its first lot by form, and import two more from a file with a fault."""
    await part(page, "new-sale").click()
    await part(page, "title").fill("Spring sale")
    await part(page, "approval").check()
    await part(page, "make-sale").click()
    await part(page, "lot").fill("1")
    await part(page, "title").fill("Brass desk lamp")
    await part(page, "start_price").fill("40")
    await part(page, "put-up").click()
    await expect(part(page, "item-answer")).to_contain_text("Brass desk lamp")
    await expect(part(page, "lot")).to_have_value("2")

    await part(page, "setup-files").click()
    await part(page, "catalogue-text").fill(CATALOGUE)
    await part(page, "check-import").click()
    await expect(part(page, "import-fault")).to_have_count(1)
    await page.get_by_label("Row 3, start_price").fill("120.00")
    await part(page, "check-import").click()
    await part(page, "put-up-import").click()
    await expect(part(page, "import-answer")).to_contain_text("2 lots put up")


async def admit(page: Page, node: LiveNode, user: str) -> None:
    """Have a user ask for admission, and approve them."""
    sale = page.url.split("/sale/")[1].split("/")[0]
    request = {"note": "I collect clocks."}
    await node.post(f"/auctions/{sale}/admission", request, node.token(user))
    await part(page, "tab-bidders").click()
    await expect(part(page, "bidder-row")).to_contain_text("I collect clocks.")
    await part(page, "approve").click()
    await expect(part(page, "bidders-answer")).to_contain_text("may bid")


async def sell_to_the_floor(page: Page) -> None:
    """Sell the lot to a paddle that is given to a person on the spot."""
    await act(page, "o", answer="The lot is open.")
    await expect(part(page, "lot-status")).to_have_text("Open")
    await press(page, "f", "1", "2", "Enter")
    await expect(part(page, "paddle-name")).to_be_focused()
    await page.keyboard.type("Mr Grey")
    await press(page, "Enter")
    await expect(part(page, "answer")).to_contain_text("€40.00 for paddle 12")
    await expect(part(page, "leader")).to_contain_text("Paddle 12")
    await press(page, "f", "1", "2", "Tab", "5", "0", "Enter")
    await expect(part(page, "answer")).to_contain_text("leads already")
    await act(page, "Escape", "w", answer="Fair warning is given.")
    await expect(part(page, "lot-status")).to_have_text("Fair warning")
    await press(page, "h")
    await expect(part(page, "act-close")).to_contain_text("Sell at €40.00 to Paddle 12?")
    await act(page, "h", answer="The lot is closed.")
    await expect(part(page, "lot-status")).to_have_text("Sold")


async def take_back_and_pass(page: Page) -> None:
    """Undo the hammer, void the bid, and pass the lot."""
    await act(page, "u", answer="Undone")
    await expect(part(page, "lot-status")).to_have_text("Open")
    await act_when_asked(page, "v", "void", question="Void €40.00", answer="The bid is void.")
    await expect(part(page, "leader")).to_have_text("No bid stands")
    await press(page, "x", "x")
    await expect(part(page, "lot-status")).to_have_text("Unsold")


async def sell_to_a_bidder(page: Page, node: LiveNode, user: str) -> None:
    """Sell the lot to a bidder online; the asking price outlasts a reload."""
    await act(page, "o", answer="The lot is open.")
    await expect(part(page, "lot-status")).to_have_text("Open")
    clock = page.url.rsplit("/", 1)[1]
    assert (await node.bid(8_000, user, clock))[0] == HTTPStatus.OK
    await expect(part(page, "leader")).to_contain_text(user.capitalize())
    await act(page, "a", "1", "0", "0", "Enter", answer="Asking €100.00.")
    await expect(part(page, "asking")).to_have_text("€100.00")
    await page.reload()
    await expect(part(page, "asking")).to_have_text("€100.00")
    question, answer = "Sell at €80.00", "The lot is closed."
    await act_when_asked(page, "h", "close", question=question, answer=answer)
    await expect(part(page, "lot-status")).to_have_text("Sold")


async def test_an_auctioneer_runs_a_whole_sale_by_keyboard(node: LiveNode, pages: Pages) -> None:
    page = await open_console(pages, node, node.auctioneer)
    await set_up(page)
    await admit(page, node, "ann")
    await part(page, "tab-run").click()
    await expect(part(page, "lot-title")).to_have_text("Brass desk lamp")
    await sell_to_the_floor(page)
    await page.screenshot(path=SCREENSHOTS / "console-sold.png")
    await take_back_and_pass(page)
    await press(page, "l")
    await expect(part(page, "lot-title")).to_have_text("Station clock, Lisbon")
    await sell_to_a_bidder(page, node, "ann")

    await part(page, "tab-results").click()
    rows = part(page, "result-row")
    await expect(rows.nth(0)).to_contain_text("Unsold")
    await expect(rows.nth(1)).to_contain_text(re.compile(r"Sold.*Ann.*€80\.00"))
    await page.screenshot(path=SCREENSHOTS / "console-results.png")
    # The paddle that nobody had, and the bid of a leader.
    pages.forgive("status of 404", "status of 409")


async def test_the_second_of_two_clerks_is_shown_what_has_changed(
    node: LiveNode, pages: Pages
) -> None:
    await node.put_up("lamp", reserve=900)
    grant = f"{node.url}/auctions/sale/clerks/cleo"
    async with node.http.put(grant, headers={"Authorization": f"Bearer {node.auctioneer}"}) as made:
        assert made.status == 200
    clerk = node.token("cleo", Role.BIDDER)
    cleo = await open_console(pages, node, clerk, viewport=PHONE)
    # A node that can't say whether the clerk runs the sale is asked again.
    await cleo.route(
        "**/paddles", lambda route: route.fulfill(status=HTTPStatus.SERVICE_UNAVAILABLE), times=1
    )
    await cleo.goto(f"{node.url}/console{LOT_OF_SALE}")
    house = await open_console(pages, node, node.auctioneer, LOT_OF_SALE)
    await node.bid(200, "bob")
    for page in (cleo, house):
        await expect(part(page, "price")).to_have_text("€2.00")
        await expect(part(page, "leader")).to_contain_text("Bob")
    await expect(part(house, "reserve")).to_have_text("Reserve €9.00 · not met")
    await expect(part(cleo, "reserve")).to_have_text("Reserve not met")
    await expect(part(cleo, "tab-setup")).to_have_count(0)
    await expect(part(cleo, "act-award")).to_have_count(0)
    assert await cleo.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    # The clerk's warning is on its way while the house and a bidder act.
    acted = asyncio.Event()

    async def delayed(route: Route) -> None:
        await acted.wait()
        await route.continue_()

    await cleo.route("**/warn", delayed)
    await press(cleo, "w")
    await act(house, "a", "5", "Enter", answer="Asking €5.00.")
    await expect(part(house, "asking")).to_have_text("€5.00")
    await node.bid(500, "carl")
    await expect(part(house, "price")).to_have_text("€5.00")
    acted.set()
    await expect(part(cleo, "answer")).to_contain_text("nothing was done. Look again.")
    await expect(part(cleo, "answer")).to_contain_text("price €2.00 → €5.00, now Carl leads")
    await expect(part(house, "lot-status")).to_have_text("Open")
    await press(cleo, "w")
    await expect(part(house, "lot-status")).to_have_text("Fair warning")
    pages.forgive("status of 409", "status of 503")

    # What was asked about is gone when the answer comes.
    await press(house, "x")
    await expect(part(house, "act-pass")).to_have_text(re.compile("Pass it"))
    await node.bid(700, "bob")
    await expect(part(house, "price")).to_have_text("€7.00")
    await expect(part(house, "act-pass")).not_to_contain_text("Pass it")
    await cleo.screenshot(path=SCREENSHOTS / "console-phone.png", full_page=True)
