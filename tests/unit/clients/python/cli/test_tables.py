"""Tables of text."""

from auction_client.cli.tables import clipped, table, width


def test_columns_are_aligned_and_the_last_one_has_no_blanks_after_it() -> None:
    rows = [("lamp", "1.00", "A lamp"), ("vase-2", "1,000.00", "")]
    assert list(table(rows, right=frozenset({1}))) == [
        "lamp        1.00  A lamp",
        "vase-2  1,000.00",
    ]


def test_an_empty_table_has_no_lines() -> None:
    assert list(table([])) == []


def test_wide_characters_take_two_columns_and_combining_ones_none() -> None:
    assert [width(text) for text in ("lamp", "\u674e\u96f7", "e\u0301")] == [4, 4, 1]
    assert clipped("\u674e\u96f7", 3) == "\u674e"
    assert clipped("lamp", 9) == "lamp"


def test_hidden_characters_of_a_cell_are_escaped() -> None:
    assert list(table([("a\nb", "c")])) == ["a\\nb  c"]
