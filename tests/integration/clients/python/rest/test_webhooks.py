"""The Python client's routes about webhooks, against a live node."""

from auction_client import AuctionRest
from tests.nodes import LiveNode


async def test_an_owner_sets_a_webhook_up_and_sees_its_deliveries(node: LiveNode) -> None:
    async with AuctionRest(node.url, node.auctioneer) as house:
        hook = await house.webhooks.add("https://house.invalid/", ["item.sold"])
        assert str(hook.secret).startswith("whsec_")
        disabled = await house.webhooks.change(hook.webhook_id, enabled=False)
        assert (disabled.enabled, disabled.secret) == (False, None)
        sent = await house.webhooks.test(hook.webhook_id)
        again = await house.webhooks.send_again(hook.webhook_id, sent.delivery_id)
        page = await house.webhooks.deliveries(hook.webhook_id, state="pending")
        assert page.deliveries == (again,)
        await house.webhooks.remove(hook.webhook_id)
        assert await house.webhooks.all() == ()
