"""The terms of a sale, as a strict model and as they are shown."""

from typing import Annotated, Self, TypedDict

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from server.domain.admission.bidder_rules import BidderRules, Terms
from server.wire.text import LINES

Version = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.\-]{1,64}$")]
TermsText = Annotated[str, StringConstraints(min_length=1, max_length=4_000), *LINES]
TermsUrl = Annotated[str, StringConstraints(max_length=2_000, pattern=r"^https?://[!-~]+$")]


class SaleTerms(BaseModel):
    """The terms of a sale: a text, or the address of one. A changed text needs a new `version`."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    version: Version
    text: TermsText | None = None
    url: TermsUrl | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.text is None) == (self.url is None):
            raise ValueError("terms need a text or a url, and not both")
        return self

    @property
    def terms(self) -> Terms:
        """The terms as the rules know them."""
        return Terms(self.version, self.text, self.url)


class TermsView(TypedDict):
    """The terms of a sale, as a text or under an address."""

    version: str
    text: str | None
    url: str | None


def bidder_rules(
    terms: SaleTerms | None,
    *,
    deposit: bool,
    approval: bool,
    bid_cap: int | None = None,
    bid_multiple: int | None = None,
) -> BidderRules | None:
    """Return what a sale asks of its bidders; None if it asks nothing but the house's approval."""
    automatic = (terms is not None or deposit) and not approval
    rules = BidderRules(
        None if terms is None else terms.terms, deposit, automatic, bid_cap, bid_multiple
    )
    return None if rules == BidderRules() else rules


def view_terms(rules: BidderRules | None) -> TermsView | None:
    """Show the terms of a sale."""
    if rules is None or rules.terms is None:
        return None
    terms = rules.terms
    return TermsView(version=terms.version, text=terms.text, url=terms.url)
