"""Calls of the operator's own services, signed by Standard Webhooks (www.standardwebhooks.com, 1.0).

The signature is HMAC-SHA256 over the id, the timestamp in seconds and the body, joined by full stops. A
call has the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping
from hashlib import sha256

from server.domain.rejection import Code
from server.wire.errors import Refused

PREFIX = "whsec_"
SECRET_BYTES_MIN = 24
TOLERANCE_S = 300
"""How far a call's timestamp may be from the time of the node."""
ID_CHARS_MAX = 200


def secret_of(written: str) -> bytes:
    """Decode a secret, which is written as `whsec_` and Base64; raises ValueError."""
    if not written.startswith(PREFIX):
        raise ValueError(f"a secret begins with {PREFIX}")
    try:
        secret = base64.b64decode(written.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("a secret is written in Base64") from None
    if len(secret) < SECRET_BYTES_MIN:
        raise ValueError(f"a secret has at least {SECRET_BYTES_MIN} bytes")
    return secret


def verified_call(
    secret: bytes | None, headers: Mapping[str, str], body: bytes, now_s: float
) -> str:
    """Return the id of a call that is signed and of this time; raises Refused `unauthenticated`."""
    call_id, written = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    sent = headers.get("webhook-signature", "")
    if not (0 < len(call_id) <= ID_CHARS_MAX and call_id.isascii() and call_id.isprintable()):
        raise Refused(Code.UNAUTHENTICATED, "a signed call needs a webhook-id")
    if secret is None or not (written.isascii() and written.isdecimal() and len(written) <= 12):
        raise Refused(Code.UNAUTHENTICATED, "the signature is not valid")
    signed = b"%b.%b.%b" % (call_id.encode(), written.encode(), body)
    expected = base64.b64encode(hmac.new(secret, signed, sha256).digest())
    given = [each.removeprefix("v1,").encode() for each in sent.split() if each.startswith("v1,")]
    if not any(hmac.compare_digest(each, expected) for each in given):
        raise Refused(Code.UNAUTHENTICATED, "the signature is not valid")
    if abs(int(written) - now_s) > TOLERANCE_S:
        raise Refused(Code.UNAUTHENTICATED, "the timestamp is too old, or in the future")
    return call_id
