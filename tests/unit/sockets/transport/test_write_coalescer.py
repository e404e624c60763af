"""The write coalescer: one flush for each connection and turn of the loop."""

import asyncio

from server.sockets.transport.write_coalescer import WriteCoalescer


class FakeConnection:
    """Holds frames until it is flushed, and may write again while it is."""

    def __init__(self, coalescer: WriteCoalescer, *, writes_again: bool = False) -> None:
        self.coalescer = coalescer
        self.writes_again = writes_again
        self.unflushed: list[str] = []
        self.writes: list[str] = []

    def write(self, frame: str) -> None:
        if not self.unflushed:
            self.coalescer.add(self)
        self.unflushed.append(frame)

    def flush(self) -> None:
        self.writes.append("".join(self.unflushed))
        self.unflushed = []
        if self.writes_again:
            self.writes_again = False
            self.write("c")


async def test_frames_are_flushed_in_the_next_turn_and_not_before() -> None:
    connection = FakeConnection(WriteCoalescer())
    connection.write("a")
    assert connection.writes == []
    await asyncio.sleep(0)
    assert connection.writes == ["a"]


async def test_frames_of_all_callbacks_of_a_turn_leave_in_one_write() -> None:
    coalescer = WriteCoalescer()
    one, two = FakeConnection(coalescer), FakeConnection(coalescer)
    asyncio.get_running_loop().call_soon(one.write, "b")
    one.write("a")
    two.write("a")
    await asyncio.sleep(0)
    assert (one.writes, two.writes) == (["ab"], ["a"])


async def test_a_frame_written_during_a_flush_is_flushed_in_the_turn_after_it() -> None:
    connection = FakeConnection(WriteCoalescer(), writes_again=True)
    connection.write("a")
    await asyncio.sleep(0)
    assert connection.writes == ["a"]
    await asyncio.sleep(0)
    assert connection.writes == ["a", "c"]
