"""The Python client's routes about the bidders of a sale, against a live node."""

from auction_client import AuctionRest
from tests.nodes import LiveNode


async def test_a_bidder_asks_and_the_house_decides(node: LiveNode) -> None:
    async with (
        AuctionRest(node.url, node.auctioneer) as house,
        AuctionRest(node.url, node.token("ann")) as ann,
    ):
        terms = {"version": "v2", "text": "Pay within a week."}
        sale = await house.create_auction("A sale", auction_id="sale", approval=True, terms=terms)
        assert sale.terms is not None
        asked = await ann.bidders.ask_admission(
            "sale", note="please", terms_version=sale.terms.version
        )
        assert (asked.state, asked.required) == ("requested", True)
        page = await house.bidders.page("sale", state="requested")
        assert [(each.user_id, each.note) for each in page.bidders] == [("ann", "please")]
        assert (await house.bidders.admit("sale", "ann", spending_limit=500)).approved
        assert (await ann.bidders.admission("sale")).spending_limit == 500
        assert (await house.bidders.block("sale", "ann", reason="unpaid")).state == "blocked"
        assert (await ann.bidders.admission("sale")).reason == "unpaid"
        assert (await house.bidders.unblock("sale", "ann")).state == "approved"
