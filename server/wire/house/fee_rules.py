"""The fees of a sale or an item, as a strict model."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from server.domain.charges.fees import BANDS_MAX, ONE, Fees, PremiumBand
from server.domain.types import AMOUNT_MAX

Start = Annotated[int, Field(ge=0, le=AMOUNT_MAX, description="in minor units")]
Rate = Annotated[int, Field(ge=0, le=ONE, description="in millionths; 260000 is 26%")]
Rows = Annotated[list[tuple[Start, Rate]], Field(max_length=BANDS_MAX, fail_fast=True)]


class FeeRules(BaseModel):
    """The buyer's premium in bands of `[from, rate]`, and the taxes on the hammer price and on the premium.

    Each rate of the premium holds for its own part of a unit's hammer price.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    premium: Rows = []
    price_tax: Rate = 0
    premium_tax: Rate = 0

    @model_validator(mode="after")
    def _without_faults(self) -> Self:
        faults = self.fees.faults()
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def fees(self) -> Fees:
        """The fees as the rules know them."""
        bands = tuple(PremiumBand(*row) for row in self.premium)
        return Fees(bands, self.price_tax, self.premium_tax)
