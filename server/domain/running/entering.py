"""The checks on a bid that a clerk enters: for the floor, the telephone, an absentee or the consignor."""

from server.domain.commands import PlaceBid
from server.domain.item import Item
from server.domain.rejection import Code, Rejection, invalid
from server.domain.running.moves import may_run, refuse_outdated
from server.domain.types import CONSIGNOR, Format, Millis, Source


def refuse_entering(item: Item, command: PlaceBid, now: Millis) -> Rejection | None:
    """Refuse a bid that somebody may not enter, or not for the consignor."""
    if command.by is None:
        return None
    if not may_run(item, command.by):
        return Rejection(Code.FORBIDDEN, "only those who run the item's sale may do this")
    refusal = refuse_outdated(item, command.expected_seq, now)
    if refusal is None and command.source is Source.CONSIGNOR:
        return _refuse_consignor(item, command)
    return refusal


def _refuse_consignor(item: Item, command: PlaceBid) -> Rejection | None:
    listing = item.listing
    if listing.format is not Format.ENGLISH:
        return invalid("source", "nobody bids for the consignor on an item of this format")
    if not listing.consignor_bids:
        return invalid("source", "this sale takes no bids for the consignor")
    if item.led_by(CONSIGNOR):
        return invalid("source", "the consignor leads already")
    if listing.reserve is None:
        return invalid("source", "without a reserve nobody bids for the consignor")
    if command.most >= listing.reserve:
        return invalid("amount", "bids for the consignor are below the reserve")
    return None
