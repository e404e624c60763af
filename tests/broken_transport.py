"""A transport that fails as uvloop's does once the other side has reset the connection."""

import asyncio


def fails_like_uvloop(writer: asyncio.StreamWriter, data: object) -> None:
    """Stand in for `asyncio.StreamWriter.writelines`; raises RuntimeError."""
    raise RuntimeError(
        "unable to perform operation on <TCPTransport closed=True>; the handler is closed"
    )
