"""The page of each format on a phone: the rules that it shows, the bids that it takes, and the outcome."""

import re

from playwright.async_api import expect

from tests.browser.conftest import PHONE, SCREENSHOTS, Pages
from tests.browser.steps import LAMP, bid, confirm, join, part, type_maximum
from tests.nodes import LiveNode


async def test_an_english_bidder_hides_a_maximum_and_the_page_bids_for_them(
    node: LiveNode, pages: Pages
) -> None:
    await node.put_up("lamp", reserve=500)
    page = await pages.open(node, LAMP, viewport=PHONE)
    await expect(part(page, "facts")).to_have_text("Reserve not met")
    await join(page, "Ann")
    await expect(part(page, "maximum")).to_be_hidden()
    await type_maximum(page, "9")
    await expect(part(page, "place-bid")).to_have_text("Bid €1.00, up to €9.00")
    await part(page, "place-bid").click()
    await expect(part(page, "answer")).to_have_text("Accepted: you lead at €5.00.")
    await expect(part(page, "yours")).to_have_text("Your secret maximum: €9.00")
    await expect(part(page, "facts")).to_have_text("Reserve met")
    await node.bid(600, "bob")
    await expect(part(page, "price")).to_have_text("€6.10")
    await expect(part(page, "leader")).to_contain_text("you")
    await page.screenshot(path=SCREENSHOTS / "format-english.png", full_page=True)
    await page.reload()
    await expect(part(page, "yours")).to_have_text("Your secret maximum: €9.00")


async def test_an_english_item_can_be_bought_at_once(node: LiveNode, pages: Pages) -> None:
    await node.put_up("lamp", buy_now=2_000)
    page = await pages.open(node, LAMP, viewport=PHONE)
    await join(page, "Ann")
    await expect(part(page, "buy-now")).to_have_text("Buy now for €20.00")
    await part(page, "buy-now").dblclick()
    await expect(part(page, "question")).to_contain_text("Buy it now for €20.00?")
    await part(page, "not-now").click()
    await expect(part(page, "question")).to_have_text("")
    await bid(page, "25")
    await confirm(page)
    await expect(part(page, "price")).to_have_text("€20.00")
    await expect(part(page, "outcome")).to_have_text("You won. You owe €20.00.")
    await expect(part(page, "leader")).to_contain_text(re.compile(r"sold to Ann#\w+ you"))
    await expect(part(page, "buy-now")).to_be_hidden()


async def test_a_dutch_price_falls_on_the_page_and_is_taken_as_it_stands(
    node: LiveNode, pages: Pages
) -> None:
    clock = {"format": "dutch", "step": 1, "interval_ms": 300, "floor_price": 100}
    await node.put_up("lamp", opened=False, start_price=5_000, quantity=2, **clock)
    page = await pages.open(node, LAMP, viewport=PHONE)
    await join(page, "Ann")
    await expect(part(page, "price")).to_have_text("€50.00")
    await expect(part(page, "facts")).to_have_text("2 of 2 left")
    await node.command("lamp", "open")
    await expect(part(page, "price")).to_have_text(re.compile(r"€49\.\d\d"))
    await node.command("lamp", "pause")
    await expect(part(page, "place-bid")).to_be_disabled()
    stopped = await part(page, "price").text_content()
    await expect(part(page, "price")).to_have_text(stopped or "")
    await node.command("lamp", "resume")
    await expect(part(page, "price")).not_to_have_text(stopped or "")
    # The price on the button at the touch is at or above the price of the clock.
    await part(page, "place-bid").click()
    await expect(part(page, "answer")).to_have_text(re.compile(r"Yours for €4\d\.\d\d\."))
    await expect(part(page, "facts")).to_have_text("1 of 2 left")
    await page.screenshot(path=SCREENSHOTS / "format-dutch.png", full_page=True)


async def test_a_sealed_bid_is_hidden_until_the_close(node: LiveNode, pages: Pages) -> None:
    await node.put_up("lamp", format="sealed_second")
    ann, watcher = [await pages.open(node, LAMP, viewport=PHONE) for _ in range(2)]
    await join(ann, "Ann")
    await bid(ann, "7")
    await expect(part(ann, "answer")).to_contain_text("Your sealed bid of €7.00 is in.")
    await expect(part(ann, "yours")).to_have_text("Yours: €7.00")
    await bid(ann, "9")
    await expect(part(ann, "yours")).to_have_text("Yours: €9.00")
    await node.bid(300, "bob")
    await expect(part(watcher, "facts")).to_contain_text("Bids are secret until the close")
    await expect(part(watcher, "price")).to_have_text("€1.00")
    await expect(part(watcher, "leader")).to_be_hidden()
    await expect(part(watcher, "bid-row")).to_have_count(0)
    await ann.screenshot(path=SCREENSHOTS / "format-sealed.png", full_page=True)
    await node.command("lamp", "close")
    await expect(part(watcher, "price")).to_have_text("€3.00")
    await expect(part(watcher, "leader")).to_contain_text("sold to Ann#")
    await expect(part(watcher, "outcome")).to_have_text("")
    await expect(part(ann, "outcome")).to_have_text("You won. You owe €3.00.")
    for words in (part(ann, "answer"), part(ann, "yours"), part(ann, "more-bids")):
        await expect(words).to_have_text("")


async def test_a_first_price_sealed_item_does_not_mention_a_second_price(
    node: LiveNode, pages: Pages
) -> None:
    await node.put_up("lamp", format="sealed_first")
    page = await pages.open(node, LAMP, viewport=PHONE)
    await expect(part(page, "facts")).to_have_text("Bids are secret until the close")
    await node.bid(700, "bob")
    await node.command("lamp", "close")
    await expect(part(page, "price")).to_have_text("€7.00")


async def test_a_uniform_offer_names_an_amount_and_units(node: LiveNode, pages: Pages) -> None:
    await node.put_up("lamp", format="uniform", quantity=5)
    page = await pages.open(node, LAMP, viewport=PHONE)
    await join(page, "Ann")
    await expect(part(page, "facts")).to_contain_text("5 units")
    await part(page, "quantity").fill("6")
    await bid(page, "2")
    await expect(part(page, "answer")).to_have_text("Choose from 1 to 5 units.")
    await part(page, "quantity").fill("4")
    await bid(page, "2")
    await expect(part(page, "yours")).to_have_text("Yours: 4 at €2.00")
    await node.bid(150, "bob", quantity=3)
    await page.screenshot(path=SCREENSHOTS / "format-uniform.png", full_page=True)
    await node.command("lamp", "close")
    await expect(part(page, "winners")).to_have_text("Ann 4 at €1.50, Bob 1 at €1.50")


async def test_a_fixed_item_shows_the_stock_that_is_left(node: LiveNode, pages: Pages) -> None:
    await node.put_up("lamp", format="fixed", quantity=3)
    page = await pages.open(node, LAMP, viewport=PHONE)
    await join(page, "Ann")
    await expect(part(page, "facts")).to_have_text("3 of 3 left")
    await part(page, "quantity").fill("2")
    await expect(part(page, "place-bid")).to_have_text("Buy 2 for €2.00")
    await part(page, "place-bid").click()
    await expect(part(page, "answer")).to_have_text(
        "Yours: 2 \N{MULTIPLICATION SIGN} €1.00 = €2.00."
    )
    await expect(part(page, "yours")).to_have_text("Yours: 2 \N{MULTIPLICATION SIGN} €1.00 = €2.00")
    await expect(part(page, "facts")).to_have_text("1 of 3 left")
    await part(page, "quantity").fill("2")
    await part(page, "place-bid").click()
    await expect(part(page, "answer")).to_have_text("Only 1 left.")
    await page.screenshot(path=SCREENSHOTS / "format-fixed.png", full_page=True)
    await node.bid(100, "bob")
    await expect(part(page, "winners")).to_have_text("Ann 2 at €1.00, Bob 1 at €1.00")
    await expect(part(page, "outcome")).to_have_text("You won. You owe €2.00.")
