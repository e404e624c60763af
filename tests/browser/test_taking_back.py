"""Taking a bid back on the page: offered to its bidder, confirmed with a reason, visible to everybody."""

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import PHONE, SCREENSHOTS, Pages
from tests.browser.steps import LAMP, bid, confirm, join, part, type_maximum
from tests.nodes import LiveNode


def gone_of(page: Page) -> Locator:
    """Find the amounts that are struck out in the list."""
    return part(page, "bid-row").locator("s")


async def test_a_bid_that_is_taken_back_is_struck_out_on_every_page_and_the_price_falls(
    node: LiveNode, pages: Pages
) -> None:
    await node.put_up("lamp", ends_at=await node.now() + 600_000)
    await node.bid(500, "ben", max_amount=900)
    other = await pages.open(node, LAMP, viewport=PHONE)
    ann = await pages.open(node, LAMP, viewport=PHONE)
    await join(ann, "Ann")
    await expect(part(ann, "take-back")).to_be_hidden()
    await bid(ann, "7")
    await bid(ann, "1250")
    await expect(part(ann, "question")).to_contain_text("€1,250.00 is far above the minimum")
    await confirm(ann)
    await expect(part(other, "price")).to_have_text("€1,250.00")

    await part(ann, "take-back").click()
    await expect(part(ann, "take-back-dialog")).to_contain_text("Take your bid of €1,250.00 back?")
    await expect(part(ann, "take-back-text")).to_contain_text("Only your latest bid goes.")
    await expect(part(ann, "take-back-cost")).to_contain_text("bid on this item again afterwards.")
    await expect(part(ann, "take-back-cost")).not_to_contain_text("If ")
    await ann.screenshot(path=SCREENSHOTS / "taking-back-phone.png")
    await part(ann, "keep-bid").click()
    await expect(part(other, "price")).to_have_text("€1,250.00")
    await part(ann, "take-back").click()
    await part(ann, "take-back-mistyped").click()

    await expect(part(ann, "take-back-answer")).to_have_text("Your bid is taken back.")
    await expect(part(ann, "answer")).to_have_text("")
    for page in (ann, other):
        await expect(part(page, "price")).to_have_text("€7.10")
        await expect(part(page, "leader")).to_contain_text("led by Ben#")
        await expect(gone_of(page)).to_have_text(["€1,250.00"])
        await expect(part(page, "bid-row").first).to_contain_text("taken back")
    await expect(part(other, "take-back")).to_be_hidden()
    assert await ann.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    await ann.screenshot(path=SCREENSHOTS / "taken-back-phone.png", full_page=True)

    await other.reload()
    await expect(gone_of(other)).to_have_text(["€1,250.00"])
    await part(ann, "take-back").click()
    await part(ann, "take-back-changed_description").click()
    await expect(part(other, "price")).to_have_text("€5.00")
    await expect(part(other, "bid-row")).to_have_count(4)
    # Ben's automatic bid goes with the bid of Ann's that it answered.
    gone = ["€1,250.00", "€7.10", "€7.00"]
    await expect(gone_of(other)).to_have_text(gone)
    await expect(part(ann, "take-back")).to_be_hidden()


async def test_a_raised_maximum_can_be_taken_back_and_a_refusal_is_explained(
    node: LiveNode, pages: Pages
) -> None:
    await node.put_up("lamp")
    page = await pages.open(node, LAMP)
    await join(page, "Ann")
    await type_maximum(page, "5")
    await bid(page, "1")
    await expect(part(page, "yours")).to_have_text("Your secret maximum: €5.00")
    await type_maximum(page, "50")
    await expect(part(page, "place-bid")).to_have_text("Raise my maximum to €50.00")
    await part(page, "place-bid").click()
    await expect(part(page, "yours")).to_have_text("Your secret maximum: €50.00")
    await page.reload()
    # After the reload the page does not know the raise, and the server takes back only the latest bid.
    await part(page, "take-back").click()
    await part(page, "take-back-mistyped").click()
    await expect(part(page, "take-back-problem")).to_have_text(
        "Your bid stands: in the last 12 hours only the latest bid can be taken back."
    )
    await part(page, "keep-bid").click()
    await type_maximum(page, "55")
    await part(page, "place-bid").click()
    await expect(part(page, "yours")).to_have_text("Your secret maximum: €55.00")
    await part(page, "take-back").click()
    await expect(part(page, "take-back-dialog")).to_contain_text("Take your latest bid back?")
    await part(page, "take-back-mistyped").click()
    await expect(part(page, "yours")).to_have_text("")
    await node.bid(5_200, "ben")
    await expect(part(page, "leader")).to_contain_text("led by Ben#")


async def test_long_before_the_end_all_bids_go_and_a_close_ends_the_dialog(
    node: LiveNode, pages: Pages
) -> None:
    await node.put_up("lamp", ends_at=await node.now() + 86_400_000)
    page = await pages.open(node, LAMP)
    await join(page, "Ann")
    await bid(page, "1")
    await expect(part(page, "take-back")).to_be_visible()
    await part(page, "take-back").click()
    await expect(part(page, "take-back-text")).to_contain_text("All your bids on this item go.")
    await expect(part(page, "take-back-cost")).to_contain_text("If it has met another bid")
    await node.bid(200, "ben")
    await expect(part(page, "take-back-cost")).not_to_contain_text("If ")
    await node.command("lamp", "close")
    await expect(part(page, "take-back-dialog")).to_be_hidden()
    await expect(part(page, "take-back")).to_be_hidden()
    await expect(part(page, "status")).to_have_text("Sold")

    await leave_a_bid_before_the_opening(node, page)


async def leave_a_bid_before_the_opening(node: LiveNode, page: Page) -> None:
    """Leave a bid, change it, take it back, leave another one, and see it lead at the opening."""
    sale = {"auction_id": "evening", "title": "An evening sale", "early_bids": True}
    await node.post("/auctions", sale, node.auctioneer)
    vase = {"item_id": "vase", "title": "A vase", "start_price": 100, "increment": [[0, 10]]}
    await node.post("/auctions/evening/items", vase, node.auctioneer)
    await node.bid(100, "ben", "vase", max_amount=300)
    await page.set_viewport_size(PHONE)
    await page.goto(f"{node.url}/#/item/vase")
    submit = part(page, "place-bid")
    await expect(submit).to_have_text("Leave a bid up to €1.00")
    await expect(part(page, "early-hint")).to_contain_text("Nobody sees this amount.")
    await bid(page, "3.50")
    await expect(part(page, "answer")).to_contain_text("We have your bid of €3.50.")
    await expect(submit).to_have_text("Your bid waits for the opening")
    await page.reload()
    await expect(part(page, "left")).to_have_text("Your early bid: €3.50")
    await part(page, "amount").fill("5")
    await expect(submit).to_have_text("Change my maximum to €5.00")
    await submit.click()
    await expect(part(page, "left")).to_have_text("Your early bid: €5.00")
    await page.screenshot(path=SCREENSHOTS / "left-phone.png", full_page=True)
    await part(page, "take-back").click()
    await expect(part(page, "take-back-text")).to_contain_text("Nobody has seen it.")
    await part(page, "take-back-mistyped").click()
    await expect(part(page, "take-back-answer")).to_have_text("Your bid is taken back.")
    await expect(part(page, "left")).to_have_text("")
    await bid(page, "4")
    await expect(part(page, "left")).to_have_text("Your early bid: €4.00")
    await page.goto(f"{node.url}/#/mine/bids")
    await expect(part(page, "standing").first).to_have_text("Early bid €4.00")
    await page.goto(f"{node.url}/#/item/vase")
    await expect(submit).to_have_text("Your bid waits for the opening")
    place = await submit.bounding_box()
    await node.command("vase", "open")
    await expect(part(page, "yours")).to_have_text("Your secret maximum: €4.00")
    await expect(part(page, "price")).to_have_text("€3.10")
    assert await submit.bounding_box() == place
