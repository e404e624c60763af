"""A connection on a fake transport."""

import asyncio
from collections import Counter
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import Mock

from server.sockets.overload.event_pacing import EventPacing
from server.sockets.overload.fair_reading import FairReading
from server.sockets.overload.throttle import Throttle
from server.sockets.transport.connection import Connection
from server.sockets.transport.frames import FrameReader
from server.sockets.transport.pipeline import Pipeline
from server.sockets.transport.rate_limits import RateLimiter
from server.sockets.transport.slow_readers import SlowReaders
from server.sockets.transport.timer_wheel import TimerWheel
from server.sockets.transport.write_coalescer import WriteCoalescer
from tests.raw_socket import client_frame

PING_TIMEOUT_S = 20.0
BID, WATCH = client_frame('421["bid",{}]'), client_frame('422["watch",{}]')


class Transport:
    """A transport that is read or not."""

    def __init__(self) -> None:
        self.reading = True
        self.aborted = False
        self.written: list[bytes] = []

    def is_reading(self) -> bool:
        return self.reading

    def is_closing(self) -> bool:
        return False

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def set_write_buffer_limits(self, high: int) -> None:
        pass

    def get_write_buffer_size(self) -> int:
        return 0

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def abort(self) -> None:
        self.aborted = True


class Held:
    """A connection on a fake transport, whose packets a test begins."""

    def __init__(self) -> None:
        self.transport, self.throttle = Transport(), Throttle(lambda: 0.0)
        self.packets: list[bytes] = []
        self.host = SimpleNamespace(
            wheel=TimerWheel(),
            coalescer=WriteCoalescer(),
            slow_readers=SlowReaders(),
            limiter=RateLimiter(None),
            throttle=self.throttle,
            fair_reading=FairReading(),
            pacing=EventPacing(None, Mock()),
            begin=self.begin,
            refuse_held=self.refuse,
            refused=Counter[str](),
            ping_interval=25.0,
            ping_timeout=PING_TIMEOUT_S,
            has_joined=Mock(return_value=True),
            lost=Mock(),
        )
        self.connection = Connection(
            cast("Any", self.host),
            cast("asyncio.Transport", self.transport),
            FrameReader(65_536),
            sid="eio-ann",
            address="::1",
        )

    def refuse(self, connection: Connection, data: bytes, start: int) -> tuple[int, int, bytes]:
        if data[start:].startswith(BID):
            return 1, start + len(BID), b"refused"
        return 0, start, b""

    def begin(self, pipeline: Pipeline, peer: Any, packet: bytes, wait_ms: int) -> None:
        self.packets.append(packet)
