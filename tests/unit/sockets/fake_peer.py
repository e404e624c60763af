"""A socket without a connection, for the tests of the pipeline and the dispatcher."""

from dataclasses import dataclass, field

from server.sockets.transport.pipeline import Begin, Pipeline


@dataclass(eq=False)
class FakePeer:
    """A pipeline's peer, which records the frames that are written to it."""

    begin: Begin
    sid: str = "eio-ann"
    written: list[bytes] = field(default_factory=list)
    reading: bool = True
    behind: bool = False
    closed: bool = False
    flooded: bool = False
    pipeline: Pipeline | None = None
    busy_until: float = 0.0
    offender_until: float = 0.0
    throttled: bool = False
    waiting: bool = False
    has_erred: bool = False
    waits_for: bytes | None = None
    """A packet that has to wait."""

    @property
    def held(self) -> bool:
        return not self.reading

    def has_to_wait(self, packet: bytes, wait_ms: int) -> bool:
        self.waiting = packet == self.waits_for
        return self.waiting

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def cut(self) -> None:
        self.closed = True

    def fail(self, status: int) -> None:
        self.closed = True

    def stop_flood(self) -> None:
        self.flooded = True

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def hold(self) -> None:
        self.reading = False

    def let_go(self) -> None:
        self.reading = True

    def receive(self, *packets: bytes, wait_ms: int = 0) -> None:
        """Receive packets from the client, as a connection does."""
        for packet in packets:
            if self.pipeline is None:
                self.pipeline = Pipeline(self, self.begin)
            self.pipeline.take(packet, wait_ms)
