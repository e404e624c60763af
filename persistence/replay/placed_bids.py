"""Keeps the placed bids of a long history in a file, so that no history takes more RAM than another."""

import tempfile
from collections.abc import Iterator
from typing import IO, Self

import msgspec

from server.domain.commands import PlacedBid

BIDS_MAX = 10_000
"""Bids that are kept in RAM. They take a few MB."""
_BLOCK = 1_000

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[PlacedBid]).decode


class SpooledBids:
    """The placed bids of one item at a time; a context that removes its file.

    Raises OSError if a long history needs a file and none can be written.
    """

    def __init__(self, bids_max: int = BIDS_MAX) -> None:
        self._bids_max = bids_max
        self._latest: list[PlacedBid] = []
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def append(self, bid: PlacedBid, /) -> None:
        """Add a bid."""
        self._latest.append(bid)
        if len(self._latest) > self._bids_max:
            self._spool()

    def __iter__(self) -> Iterator[PlacedBid]:
        """Yield all bids, oldest first."""
        if self._file is not None:
            self._file.seek(0)
            while size := self._file.read(4):
                yield from _decode(self._file.read(int.from_bytes(size)))
        yield from self._latest

    def clear(self) -> None:
        """Forget all bids, before those of another item."""
        self._latest = []
        if self._file is not None:
            self._file.close()
            self._file = None

    def _spool(self) -> None:
        """Move the bids to the end of the file."""
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by clear
        self._file.seek(0, 2)
        for first in range(0, len(self._latest), _BLOCK):
            block = _encode(self._latest[first : first + _BLOCK])
            self._file.write(len(block).to_bytes(4))
            self._file.write(block)
        self._latest = []
