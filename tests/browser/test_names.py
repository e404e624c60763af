"""Names and titles of an earlier version, which may hide something, on the page."""

import asyncpg
from playwright.async_api import expect

from server.domain.types import Role, UserId
from server.identity.tokens import SharedSecret, Tokens
from tests.browser.conftest import Pages
from tests.browser.steps import LAMP, bid, part
from tests.nodes import SECRET, LiveNode, StoreUrls


async def test_a_stored_title_and_name_show_no_hidden_character(
    node: LiveNode, stores: StoreUrls, pages: Pages
) -> None:
    await node.put_up("lamp", title="A lamp")
    connection = await asyncpg.connect(stores.database)
    await connection.execute("UPDATE auctions SET title = $1", "\u202eelas A\u200b")
    await connection.execute("UPDATE users SET handle = $1", "\u200b\u202e#house")
    await connection.close()
    page = await pages.open(node)
    await expect(part(page, "sale").get_by_role("heading").first).to_have_text("elas A")
    await expect(part(page, "sale").locator("bdi")).to_have_text("anonymous")


async def test_a_user_whose_name_changes_still_knows_their_lead_and_their_bids(
    node: LiveNode, pages: Pages
) -> None:
    await node.put_up("lamp")
    tokens = Tokens(SharedSecret(SECRET))
    smith, jones = (
        tokens.issue(UserId("ann"), name, Role.BIDDER, ttl_s=600)
        for name in ("Ann Smith", "Ann Jones")
    )
    page = await pages.open(node, f"#token={smith}")
    await page.goto(f"{node.url}/{LAMP}")
    await bid(page, "1.50")
    await expect(part(page, "answer")).to_contain_text("you lead")
    renamed = await pages.open(node, f"#token={jones}")
    await renamed.goto(f"{node.url}/{LAMP}")
    await expect(part(renamed, "me")).to_contain_text("Ann Jones#")
    await expect(part(renamed, "leader")).to_contain_text("Ann Smith#")
    await expect(part(renamed, "leader").locator(".you")).to_have_text("you")
    await expect(part(renamed, "bid-row").locator(".you")).to_have_text("you")
    await expect(part(renamed, "take-back")).to_be_visible()
