"""Columns: every field of a new item has one, and its cells are of the field's kind."""

from server.wire.listings import NewItem, SoftCloseRules
from server.wire.spreadsheets import cells
from server.wire.spreadsheets.columns import columns


def test_every_field_of_a_new_item_has_a_column() -> None:
    assert {column.path[0] for column in columns().values()} == set(NewItem.model_fields)
    rules = {path[1] for _, (path, _) in columns().items() if path[0] == "soft_close"}
    assert rules == set(SoftCloseRules.model_fields)


def test_a_cell_is_of_the_kind_of_its_field() -> None:
    kinds = {
        "title": cells.TEXT,
        "format": cells.TEXT,
        "start_price": cells.AMOUNT,
        "reserve": cells.AMOUNT,
        "step": cells.AMOUNT,
        "ends_at": cells.MOMENT,
        "soft_close.hard_end": cells.MOMENT,
        "duration_ms": cells.INTEGER,
        "soft_close.window_ms": cells.INTEGER,
        "quantity": cells.INTEGER,
        "on_ladder": cells.BOOLEAN,
        "increment": cells.INCREMENT,
        "images": cells.WORDS,
        "metadata": cells.JSON,
        "fees.premium": cells.PREMIUM,
        "fees.price_tax": cells.RATE,
    }
    assert {name: columns()[name].kind for name in kinds} == kinds
