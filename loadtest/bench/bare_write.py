"""The lower bound of a delivery's cost on this machine: one write per socket and nothing else.

`python -m loadtest.bench.bare_write --sockets N` prints the CPU time in us per write as JSON, once for
`send()` on each socket and once for uvloop's `transport.write`. A process on another core reads the bytes.
"""

import argparse
import asyncio
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Sequence

import msgspec
import uvloop

from loadtest.swarm.options import CannotRunError, allow_descriptors
from loadtest.swarm.wire.frames import server_frame

MESSAGE = server_frame(b"n" * 320)
"""A frame as long as a `new_bid` with one bid."""
WRITES_PER_S = 20_000
SECONDS = 1.5
WAIT_S = 30
READ_BYTES = 1 << 16


def main() -> int:
    """Measure, or be the reading process of a measurement; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m loadtest.bench.bare_write")
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--reader-cpu", type=int)
    parser.add_argument("--read-from", type=int, metavar="PORT", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    try:
        allow_descriptors(arguments.sockets)
        if arguments.read_from is not None:
            _read(arguments.read_from, arguments.sockets)
        else:
            print(msgspec.json.encode(measure(arguments.sockets, arguments.reader_cpu)).decode())
    except (CannotRunError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def measure(sockets: int, reader_cpu: int | None) -> dict[str, float]:
    """Return CPU us per write: `send_us` and `uvloop_us`."""
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as listening:
        listening.settimeout(WAIT_S)
        reader = subprocess.Popen(  # noqa: S603 - this module itself
            _reader(listening.getsockname()[1], sockets, reader_cpu)
        )
        try:
            peers = [listening.accept()[0] for _ in range(sockets)]
            send_us = _by_send(peers)
            uvloop_us = uvloop.run(_by_uvloop(peers))
        finally:
            reader.kill()
            reader.wait()
    return {"send_us": round(send_us, 2), "uvloop_us": round(uvloop_us, 2)}


def _by_send(peers: Sequence[socket.socket]) -> float:
    sweeps = _sweeps(len(peers))
    began = time.process_time()
    for _ in range(sweeps):
        for peer in peers:
            peer.send(MESSAGE)
        time.sleep(len(peers) / WRITES_PER_S)
    return (time.process_time() - began) / (sweeps * len(peers)) * 1e6


async def _by_uvloop(peers: Sequence[socket.socket]) -> float:
    loop = asyncio.get_running_loop()
    made = [await loop.connect_accepted_socket(asyncio.Protocol, peer) for peer in peers]
    transports = [transport for transport, _ in made]
    sweeps = _sweeps(len(peers))
    began = time.process_time()
    for _ in range(sweeps):
        for transport in transports:
            transport.write(MESSAGE)
        # The sleep includes the writes that uvloop puts off to the end of a turn of its loop.
        await asyncio.sleep(len(peers) / WRITES_PER_S)
    used_s = time.process_time() - began
    for transport in transports:
        transport.abort()
    return used_s / (sweeps * len(peers)) * 1e6


def _sweeps(sockets: int) -> int:
    return max(3, round(SECONDS * WRITES_PER_S / sockets))


def _reader(port: int, sockets: int, cpu: int | None) -> list[str]:
    pinned = ["taskset", "--cpu-list", str(cpu)] if cpu is not None else []
    module = [sys.executable, "-m", "loadtest.bench.bare_write"]
    return [*pinned, *module, "--read-from", str(port), "--sockets", str(sockets)]


def _read(port: int, sockets: int) -> None:
    """Connect `sockets` sockets and read from all of them until the process is ended."""
    selector = selectors.DefaultSelector()
    for _ in range(sockets):
        peer = socket.create_connection(("127.0.0.1", port), timeout=WAIT_S)
        selector.register(peer, selectors.EVENT_READ)
    while selector.get_map():
        for key, _ in selector.select():
            assert isinstance(key.fileobj, socket.socket)
            if not key.fileobj.recv(READ_BYTES):
                selector.unregister(key.fileobj)


if __name__ == "__main__":
    sys.exit(main())
