"""Items and receipts in the bytes in which earlier versions stored them."""

import msgspec

from server.domain.item import Item, Offer
from server.domain.listings.increments import Bands
from server.domain.listings.soft_close import Policy, SoftClose
from server.domain.types import BidId, Status, Winner
from tests.unit.domain.sale import ANN, BEN, listing

LAMP = listing(
    description="Brass",
    image_url="https://a.example/lamp",
    increment=Bands((0, 99), (10, 20)),
    soft_close=SoftClose(Policy.RESET, 60, 30),
    opens_at=5,
    ends_at=90,
)
PINNED_LAMP = (
    b"\x8d\xa7item_id\xa4lamp\xaaauction_id\xa4sale\xaaauctioneer\xaauser-house\xa5title\xa4Lamp"
    b"\xa8currency\xa3EUR\xabstart_priced\xa9increment\x92\x92\x00c\x92\n\x14\xa6format\xa7english"
    b"\xabdescription\xa5Brass\xa9image_url\xb6https://a.example/lamp"
    b"\xaasoft_close\x93\xa5reset<\x1e\xa8opens_at\x05\xa7ends_atZ"
)
SOLD_LAMP = Item(
    listing=LAMP,
    seq=8,
    status=Status.SOLD,
    price=110,
    leader=BEN,
    bid_count=2,
    ends_at=120,
    winners=(Winner(BEN, 110),),
    leader_max=110,
    opens_at=5,
)
PINNED_ITEM_V1 = (
    b"\x89\xa7listing" + PINNED_LAMP + b"\xa3seq\x08\xa6status\xa4sold\xa5pricen"
    b"\xa6leader\x92\xa8user-ben\xa9Ben#bbbbb\xa9bid_count\x02\xa7ends_atx\xa9paused_at\xc0"
    b"\xa7winners\x91\x92\x92\xa8user-ben\xa9Ben#bbbbbn"
)
PINNED_ITEM_V2 = (
    b"\xdc\x00\x11\x02\xde\x00\x0c\xa7item_id\xa4lamp\xaaauction_id\xa4sale\xaaauctioneer\xaauser-house"
    b"\xa5title\xa4Lamp\xa8currency\xa3EUR\xabstart_priced\xa9increment\x92\x92\x00c\x92\n\x14"
    b"\xabdescription\xa5Brass\xa9image_url\xb6https://a.example/lamp"
    b"\xaasoft_close\x95\xa5reset<\x1e\xc0\xc0\xa8opens_at\x05\xa7ends_atZ"
    b"\x08\xa4soldn\x92\xa8user-ben\xa9Ben#bbbbb\x02x\xc0\x91\x93\x92\xa8user-ben\xa9Ben#bbbbbn\x01"
    b"\xcc\x96\x01\x05\x06\x91\x95\xa2b1\x92\xa8user-ann\xa9Ann#aaaaad\x02\x03\x01\xc3"
)
PINNED_STATE_V3 = (
    b"\xdc\x00\x10\x03"
    b"\x08\xa4soldn\x92\xa8user-ben\xa9Ben#bbbbb\x02x\xc0\x91\x93\x92\xa8user-ben\xa9Ben#bbbbbn\x01"
    b"\xcc\x96\x01\x05\x06\x91\x95\xa2b1\x92\xa8user-ann\xa9Ann#aaaaad\x02\x03\x01\xc3"
)
FULL_LAMP = msgspec.structs.replace(
    SOLD_LAMP,
    leader_max=150,
    extensions=1,
    running_since=6,
    offers=(Offer(BidId("b1"), ANN, 100, 2, 3),),
    hidden=1,
    called_next=True,
)
PINNED_ENTRY_HEAD = (
    b"\x93\xa4lamp\x97\x08\xa4soldn\x92\xa8user-ben\xa9Ben#bbbbb\x02x"
    b"\x91\x92\x92\xa8user-ben\xa9Ben#bbbbbn"
)
PINNED_RECEIPT = b"\x93\xa8user-annd\x95\x03dn\xc3\xc0"
PINNED_ANSWERED_RECEIPT = (
    b"\x9b\xa8user-annd\x95\x03nx\xc2\xc0d\x01\xa9Ann#aaaaa\x03\x06\xc2\x92\xa8user-benn\xc3"
)
