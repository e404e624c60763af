"""A sale as a bidder sees it on a phone: the bar at the bottom, the outcome, and nothing that moves."""

from http import HTTPStatus
from typing import Any

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.browser.conftest import PHONE, SCREENSHOTS, Pages
from tests.browser.steps import LAMP, bid, confirm, part, type_maximum
from tests.nodes import LiveNode

SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      const sources = entry.sources.map(({ node }) => node?.className ?? node?.nodeName);
      window.shifts.push([entry.value, entry.startTime, ...sources]);
    }
  }).observe({ type: "layout-shift" });
}"""
TOO_WIDE = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const isWide = (element) => element.getBoundingClientRect().right > innerWidth;
  const wide = [...document.querySelectorAll("body *")].filter(isWide);
  return wide.map(({ outerHTML }) => outerHTML.slice(0, 80));
}"""
"""The elements that make the page scroll sideways."""
SHIFT_MAX = 0.02
NARROW: ViewportSize = {"width": 320, "height": 640}
BOTS = 10
BIDS = 30


async def open_as(node: LiveNode, pages: Pages, user: str, viewport: ViewportSize = PHONE) -> Page:
    """Open the lamp's page as a bidder."""
    page = await pages.open(node, f"#token={node.token(user)}", viewport=viewport)
    await page.goto(f"{node.url}/{LAMP}")
    await expect(part(page, "bid-form")).to_be_visible()
    return page


async def shifted(page: Page) -> tuple[float, list[Any]]:
    """Return the sum of all layout shifts without input, and their sources."""
    shifts: list[Any] = await page.evaluate("window.shifts")
    return sum(value for value, *_ in shifts), shifts


async def test_nothing_moves_while_ten_others_bid(node: LiveNode, pages: Pages) -> None:
    await node.put_up("lamp", description="Brass, rewired.\n" * 20, increment=[[0, 3_333]])
    page = await open_as(node, pages, "ann")
    button = part(page, "place-bid")
    # The field has no place while its bidder leads, and the button keeps the focus for it.
    await part(page, "amount").press("Enter")
    await expect(button).to_have_text("You lead")
    await expect(button).to_be_focused()
    place = await button.bounding_box()
    # The list of bids is in view, too.
    await part(page, "bid-row").first.evaluate("row => row.scrollIntoView({ block: 'center' })")
    await page.evaluate(SHIFTS)

    for turn in range(BIDS):
        assert (await node.bid(20_000 * (turn + 1), f"bidder{turn % BOTS}"))[0] == HTTPStatus.OK
    await expect(part(page, "bid-row").first).to_contain_text("€6,000.00")
    await expect(part(page, "outbid")).to_contain_text("You were outbid.")
    total, sources = await shifted(page)
    assert total < SHIFT_MAX, sources
    assert await button.bounding_box() == place
    await expect(part(page, "amount")).to_be_focused()
    await page.screenshot(path=SCREENSHOTS / "phone-outbid.png")


async def test_an_english_item_from_the_first_bid_to_the_bill(node: LiveNode, pages: Pages) -> None:
    fees = {"premium": [[0, 250_000]], "premium_tax": 200_000}
    ends_at = await node.now() + 600_000
    await node.put_up("lamp", ends_at=ends_at, fees=fees, reserve=500, bid_cap=20_000)
    page = await open_as(node, pages, "ann")
    button, says = part(page, "place-bid"), part(page, "answer")
    await expect(button).to_have_text("Bid €1.00")
    await expect(part(page, "cost")).to_have_text("€1.30 in all, with premium and tax")
    # Enter that is held down bids once.
    await part(page, "amount").focus()
    for _ in range(3):
        await page.keyboard.down("Enter")
    await page.keyboard.up("Enter")
    await expect(says).to_have_text("Accepted: you lead at €1.00.")
    await expect(button).to_have_text("Bid €1.10 towards the reserve")
    assert (await node.get("/items/lamp"))[1]["bid_count"] == 1
    # A slip of the finger is asked about, by the page or by the server, and corrected.
    await bid(page, "50")
    await expect(part(page, "question")).to_contain_text(
        "€50.00 is far above the minimum of €1.10."
    )
    await part(page, "not-now").click()
    await part(page, "amount").fill("")
    await type_maximum(page, "40")
    await expect(button).to_have_text("Raise my maximum to €40.00")
    await button.click()
    await expect(says).to_have_text("Your secret maximum is €40.00 now.")
    await expect(button).to_have_text("You lead")
    await expect(button).to_be_disabled()
    # The cost is that of the house.
    await node.bid(4_500, "bob")
    await expect(button).to_have_text("Bid €45.10")
    _, quote = await node.get("/items/lamp/quote?amount=4510")
    await expect(part(page, "cost")).to_contain_text(f"€{quote['total'] / 100:.2f} in all")
    await bid(page, "300")
    await confirm(page)
    await expect(says).to_have_text("Accepted: you lead at €300.00.")
    notice = {"notice_id": "n1", "text": "The shade is new."}
    assert (await node.post("/auctions/sale/notice", notice, node.auctioneer))[0] == HTTPStatus.OK
    await expect(part(page, "house-notice")).to_have_text("The shade is new.")
    await expect(part(page, "house-overlay")).to_contain_text("The shade is new.")
    await page.screenshot(path=SCREENSHOTS / "house-notice-phone.png")
    await part(page, "dismiss-house-notice").click()
    await expect(part(page, "house-overlay")).to_be_hidden()
    await node.command("lamp", "pause")
    await expect(button).to_have_text("Bidding is paused")
    await node.command("lamp", "resume")
    await expect(button).to_have_text("You lead")
    await expect(part(page, "extended")).to_have_text("")
    await node.command("lamp", "close")
    await expect(part(page, "outcome")).to_have_text("You won. You owe €390.00.")
    await expect(part(page, "owed")).to_have_text("Price €300.00 + premium €75.00 + tax €15.00")
    await expect(says).to_have_text("")
    await page.reload()
    await expect(part(page, "outcome")).to_have_text("You won. You owe €390.00.")


@pytest.mark.parametrize("locale", ["en-IE", "de-DE"])
async def test_the_longest_texts_fit_a_narrow_screen(
    node: LiveNode, pages: Pages, locale: str
) -> None:
    name = "Ottokarlheinz" * 3
    rules: dict[str, Any] = {
        "title": "Donaudampfschifffahrtsgesellschaftskapitaensmuetze " * 3,
        "description": "Aufbewahrungsbehaeltnis" * 30,
        "start_price": 10**14,
        "increment": [[0, 10**13]],
        "reserve": 4 * 10**14,
        "buy_now": 9 * 10**14,
        "ends_at": await node.now() + 300 * 86_400_000,
    }
    await node.put_up("lamp", **rules)
    await node.bid(10**14, name)
    page = await pages.open(
        node, f"#token={node.token(name + 'r')}", viewport=NARROW, locale=locale
    )
    await page.goto(f"{node.url}/{LAMP}")
    button = part(page, "place-bid")

    async def fits() -> None:
        assert await page.evaluate(TOO_WIDE) == []
        box = await button.bounding_box()
        assert box is None or box["y"] + box["height"] <= NARROW["height"]

    await expect(button).to_be_visible()
    await fits()
    await part(page, "buy-now").click()
    await expect(part(page, "question")).not_to_be_empty()
    await fits()
    await part(page, "not-now").click()
    await type_maximum(page, "5000000000000")
    await button.click()
    await expect(part(page, "answer")).not_to_be_empty()
    await expect(part(page, "bid-row")).to_have_count(2)
    await fits()
    await page.screenshot(path=SCREENSHOTS / f"narrow-{locale}.png", full_page=True)
    await node.command("lamp", "close")
    await expect(part(page, "outcome")).not_to_be_empty()
    await fits()


async def test_a_sale_that_admits_its_bidders_is_asked_first(node: LiveNode, pages: Pages) -> None:
    terms = {"version": "1", "text": "Payment within a week."}
    sale = {"auction_id": "sale", "title": "A sale", "approval": True, "terms": terms}
    item = {"item_id": "lamp", "title": "A lamp", "start_price": 100}
    for path, body in (("/auctions", sale), ("/auctions/sale/items", item)):
        assert (await node.post(path, body, node.auctioneer))[0] == HTTPStatus.CREATED
    await node.command("lamp", "open")
    page = await pages.open(node, f"#token={node.token('ann')}", viewport=PHONE)
    await page.goto(f"{node.url}/{LAMP}")
    await expect(part(page, "admission")).to_have_text(
        "This sale admits its bidders. Ask to be one of them."
    )
    await expect(part(page, "bid-form")).to_be_hidden()
    await page.screenshot(path=SCREENSHOTS / "phone-admission.png")
    await part(page, "ask-admission").click()
    await expect(part(page, "admission")).to_contain_text("The house will decide.")
    headers = {"Authorization": f"Bearer {node.auctioneer}"}
    admit = f"{node.url}/auctions/sale/bidders/ann"
    async with node.http.put(admit, json={"approved": True}, headers=headers) as answer:
        assert answer.status == HTTPStatus.OK
    await part(page, "place-bid").click()
    await expect(part(page, "answer")).to_have_text("Accepted: you lead at €1.00.")
