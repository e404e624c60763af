"""The JSON of Socket.IO packets, by msgspec, which refuses NaN, Infinity and lone surrogates."""

from typing import Any

import msgspec

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


class PacketJson:
    """The functions of the `json` module that python-socketio calls."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        """Encode without spaces; the library's options are ignored."""
        return _encode(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: Any) -> Any:
        """Decode; raises `msgspec.DecodeError`, a ValueError."""
        return _decode(text)
