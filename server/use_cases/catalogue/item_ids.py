"""The ids of imported items: those that the file gives, or ids that follow from the sale and the lot.

So the same import sent again finds the items of the first one.
"""

from hashlib import sha256
from itertools import count

from server.bidding.hot_state.keys import Keys
from server.domain.auction import Auction
from server.domain.rejection import Code
from server.domain.types import ItemId
from server.wire.errors import Refused
from server.wire.listings import NewItem


def imported_id(keys: Keys, auction: Auction, new: NewItem) -> ItemId:
    """Return an imported item's id; raises Refused `invalid`.

    In a sale that checks its bidders an item lives in the sale's shard, and so does one of a group.
    """
    if new.item_id is not None:
        item_id = ItemId(new.item_id)
        if not _fits(keys, auction, new, item_id):
            message = "must live where this sale does; leave it out and give a lot"
            raise _wrong("item_id", message)
        return item_id
    if new.lot is None:
        raise _wrong("lot", "an imported item needs a lot or an item_id, so that it is put up once")
    ids = (_id_of(auction, new.lot, number) for number in count())
    return next(item_id for item_id in ids if _fits(keys, auction, new, item_id))


def _fits(keys: Keys, auction: Auction, new: NewItem, item_id: ItemId) -> bool:
    if not auction.checks_bidders and new.closes_with is None:
        return True
    return keys.shard(item_id) == keys.shard(auction.auction_id)


def _id_of(auction: Auction, lot: str, number: int) -> ItemId:
    return ItemId(sha256(f"{auction.auction_id}\n{lot}\n{number}".encode()).hexdigest()[:16])


def _wrong(field: str, message: str) -> Refused:
    errors = [{"field": field, "message": message}]
    return Refused(Code.INVALID, f"{field}: {message}", errors=errors)
