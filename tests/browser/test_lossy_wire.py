"""The page over a wire that loses and holds back frames."""

from playwright.async_api import expect

from tests.browser.conftest import Pages
from tests.browser.steps import LAMP, bid, join, part
from tests.browser.wire import Wire
from tests.nodes import LiveNode


async def bid_as_bob(node: LiveNode, wire: Wire, amount: int) -> None:
    """Place a bid as Bob, and wait for the message about it."""
    await node.bid(amount, "bob")
    await wire.comes(lambda frame: f'"amount":{amount}' in frame)


async def test_a_bid_whose_answer_is_lost_is_answered_and_counts_once(
    node: LiveNode, pages: Pages
) -> None:
    await node.put_up("lamp")
    wire = Wire()
    page = await pages.open(node, LAMP, wire=wire)
    await join(page, "Ann")
    wire.lose(lambda frame: frame.startswith("43") and '"bid_id"' in frame and wire.losses == 0)
    await bid(page, "4")
    await expect(part(page, "answer")).to_have_text("Accepted: you lead at €4.00.")
    assert wire.losses == 1
    assert (await node.get("/items/lamp"))[1]["bid_count"] == 1


async def test_a_bid_without_an_answer_is_taken_up_again_after_a_reload(
    node: LiveNode, pages: Pages
) -> None:
    await node.put_up("lamp")
    wire = Wire()
    page = await pages.open(node, LAMP, wire=wire)
    await join(page, "Ann")
    wire.lose(lambda frame: frame.startswith("43") and '"bid_id"' in frame and wire.losses == 0)
    await bid(page, "4")
    await expect(part(page, "price")).to_have_text("€4.00")
    await page.reload()
    await expect(part(page, "answer")).to_have_text("Accepted: you lead at €4.00.")
    assert (await node.get("/items/lamp"))[1]["bid_count"] == 1


async def test_the_gap_of_a_lost_broadcast_is_filled(node: LiveNode, pages: Pages) -> None:
    await node.put_up("lamp")
    wire = Wire()
    page = await pages.open(node, LAMP, wire=wire)
    await expect(part(page, "price")).to_have_text("€1.00")
    wire.lose(lambda frame: frame.startswith('42["new_bid"') and '"amount":200' in frame)
    for amount in (100, 200, 300):
        await bid_as_bob(node, wire, amount)
    await expect(part(page, "bid-row")).to_contain_text(["€3.00", "€2.00", "€1.00"])
    assert wire.losses == 1


async def test_broadcasts_that_arrive_out_of_order_are_sorted(node: LiveNode, pages: Pages) -> None:
    await node.put_up("lamp")
    wire = Wire()
    page = await pages.open(node, LAMP, wire=wire)
    await expect(part(page, "price")).to_have_text("€1.00")
    wire.hold(lambda frame: frame.startswith('42["new_bid"') and '"amount":200' in frame)
    for amount in (200, 300):
        await bid_as_bob(node, wire, amount)
    await expect(part(page, "price")).to_have_text("€3.00")
    wire.release()
    await expect(part(page, "bid-row")).to_contain_text(["€3.00", "€2.00"])
    await expect(part(page, "price")).to_have_text("€3.00")


async def test_the_answer_to_a_late_bid_stays_when_the_form_is_hidden(
    node: LiveNode, pages: Pages
) -> None:
    await node.put_up("lamp")
    wire = Wire()
    page = await pages.open(node, LAMP, wire=wire)
    await join(page, "Ann")
    wire.hold(lambda frame: frame.startswith('42["item"'))
    await node.command("lamp", "close")
    await bid(page, "4")
    await expect(part(page, "answer")).to_have_text("Too late: the item has ended.")
    wire.release()
    await expect(part(page, "status")).to_have_text("Not sold")
    await expect(part(page, "place-bid")).to_be_hidden()
    await expect(part(page, "answer")).to_have_text("Too late: the item has ended.")
    await expect(part(page, "answer")).to_be_visible()
