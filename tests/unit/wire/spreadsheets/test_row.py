"""A row of a file."""

from server.wire.spreadsheets.row import unreadable


def test_a_row_that_can_not_be_read_has_a_reason_and_no_item() -> None:
    row = unreadable(7, "is not JSON")
    assert (row.number, row.new_item) == (7, None)
    assert row.faults == [{"field": "", "message": "is not JSON"}]
