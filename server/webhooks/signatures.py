"""Secrets and signatures by Standard Webhooks (www.standardwebhooks.com, specification 1.0).

The signature is HMAC-SHA256 over the id, the timestamp in seconds and the body, joined by full stops.
"""

import base64
import hmac
import secrets
from hashlib import sha256

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> bytes:
    """Draw the secret of a webhook."""
    return secrets.token_bytes(SECRET_BYTES)


def written_secret(secret: bytes) -> str:
    """Return a secret as it is shown to its owner, once."""
    return PREFIX + base64.b64encode(secret).decode()


def signature(secret: bytes, event_id: str, timestamp_s: int, body: bytes) -> str:
    """Sign a body; `timestamp_s` is the time of the attempt, in seconds since the epoch."""
    signed = b"%b.%d.%b" % (event_id.encode(), timestamp_s, body)
    digest = hmac.new(secret, signed, sha256).digest()
    return "v1," + base64.b64encode(digest).decode()
