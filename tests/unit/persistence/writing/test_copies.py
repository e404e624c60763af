"""Rows for COPY have a line each, whatever their texts contain."""

from persistence.rows import bid_row
from persistence.writing.copies import BID_COLUMNS, bid_lines, event_lines
from server.domain.events import BidAccepted, ItemOpened, OfferSealed, UnitsClaimed
from server.domain.types import Bidder, BidId, ItemId, Source, UserId

LAMP = ItemId("lamp")
ANN = Bidder(UserId("ann"), "Ann#00000")


def test_an_event_is_a_line_of_its_columns() -> None:
    lines = event_lines(
        [(LAMP, ItemOpened(seq=2, at=7)), (LAMP, ItemOpened(seq=3, at=8, ends_at=9))]
    )
    assert lines == (
        b'lamp\t2\t7\tItemOpened\t{"type":"ItemOpened","seq":2,"at":7}\n'
        b'lamp\t3\t8\tItemOpened\t{"type":"ItemOpened","ends_at":9,"seq":3,"at":8}\n'
    )


def test_a_bid_has_the_values_of_its_row() -> None:
    name = BidId("b")
    bids: list[BidAccepted | OfferSealed] = [
        BidAccepted(bid_id=name, bidder=ANN, amount=5, seq=3, at=9),
        BidAccepted(
            bid_id=name,
            bidder=ANN,
            amount=5,
            seq=3,
            at=9,
            auto=True,
            source=Source.TELEPHONE,
            paddle="17",
        ),
        UnitsClaimed(bid_id=name, bidder=ANN, amount=5, seq=3, at=9, quantity=4),
        OfferSealed(bid_id=name, bidder=ANN, amount=5, seq=3, at=9, quantity=2),
    ]
    written = [
        line.replace("\\N", "None").split("\t")
        for line in bid_lines((LAMP, bid) for bid in bids).decode().splitlines()
    ]
    rows = [bid_row(LAMP, bid) for bid in bids]
    assert written == [[str(getattr(row, name)) for name in BID_COLUMNS] for row in rows]


def test_a_text_is_neither_a_column_nor_a_line_nor_null() -> None:
    for text in ("a\tb", "a\nb", "a\r", "\\N", "\\.", "\\"):
        bidder = Bidder(UserId(text), text)
        bid = BidAccepted(bid_id=BidId(text), bidder=bidder, amount=1, seq=1, at=1, paddle=text)
        for lines in (bid_lines([(LAMP, bid)]), event_lines([(LAMP, bid)])):
            assert lines.count(b"\n") == 1
            assert b"\r" not in lines
        columns = bid_lines([(LAMP, bid)]).decode().rstrip("\n").split("\t")
        assert len(columns) == len(BID_COLUMNS)
        assert columns[2] == columns[3] == columns[10] != text
