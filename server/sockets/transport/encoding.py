"""JSON for Socket.IO packets, by msgspec: NaN, Infinity and lone surrogates are refused, not passed on."""

from typing import Any

import msgspec

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


class PacketJson:
    """The two functions of the `json` module that python-socketio calls."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        """Encode compactly, whatever separators are asked for."""
        return _encode(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: Any) -> Any:
        """Decode; raises `msgspec.DecodeError`, a ValueError."""
        return _decode(text)
