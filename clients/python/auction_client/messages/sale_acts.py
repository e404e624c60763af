"""Acts on whole sales."""

import msgspec


class ActCounts(msgspec.Struct, frozen=True):
    """The items of a sale by the result of an act; on `failed` ones the server goes on by itself."""

    changed: int
    unchanged: int
    ended: int
    failed: int


class ActAnswer(msgspec.Struct, frozen=True):
    """An act on a sale that was carried out."""

    act_id: str
    items: ActCounts
