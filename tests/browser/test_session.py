"""Who the reader is: the link that brings them back, their name, and all tabs of a browser."""

from playwright.async_api import expect

from tests.browser.axe import expect_accessible
from tests.browser.conftest import PHONE, SCREENSHOTS, Pages
from tests.browser.steps import LAMP, bid, part
from tests.nodes import LiveNode


async def test_one_person_in_all_tabs_with_a_new_name_and_a_way_back(
    node: LiveNode, pages: Pages
) -> None:
    await node.put_up("lamp")
    one = await pages.open(node, LAMP, viewport=PHONE)
    two = await one.context.new_page()
    await two.goto(f"{node.url}/{LAMP}")

    await part(one, "join").click()
    await part(one, "join-name").fill("Ann")
    await part(one, "join-with-name").click()
    await expect(part(one, "join-dialog")).to_contain_text("It is a key")
    await one.screenshot(path=SCREENSHOTS / "joined-phone.png")
    await part(one, "join-done").click()
    await expect(part(two, "me")).to_contain_text("Ann#")
    await bid(one, "2")
    await expect(part(one, "answer")).to_contain_text("you lead")

    await part(two, "me").click()
    await part(two, "new-name").fill("Ann Smith")
    await part(two, "change-name").click()
    await expect(part(two, "name-answer")).to_contain_text("changed")
    await expect_accessible(two)
    await two.screenshot(path=SCREENSHOTS / "account-phone.png")
    handle = await part(two, "me").get_attribute("title")
    await expect(part(one, "me")).to_have_attribute("title", handle or "")
    await expect(part(one, "leader").locator(".you")).to_have_text("you")

    await one.context.grant_permissions(["clipboard-read", "clipboard-write"])
    account = part(two, "account")
    await account.get_by_role("button", name="Copy the link").click()
    await expect(account.locator("[data-test=key-answer]")).to_contain_text("Copied")
    link = await two.evaluate("navigator.clipboard.readText()")
    await part(two, "sign-out").click()
    await expect(part(two, "sign-out-warning")).to_contain_text("You lead 1 item.")
    await part(two, "confirm-sign-out").click()
    await expect(part(one, "join")).to_be_visible()
    assert await one.evaluate("localStorage.getItem('auction.token')") is None

    elsewhere = await pages.open(node)
    await elsewhere.goto(link)
    await expect(part(elsewhere, "me")).to_have_attribute("title", handle or "")
    await elsewhere.reload()
    await expect(part(elsewhere, "me")).to_have_attribute("title", handle or "")
    assert "token" not in elsewhere.url
