"""Signatures are those of Standard Webhooks."""

import base64
import hmac
from hashlib import sha256

from server.webhooks.signatures import PREFIX, SECRET_BYTES, new_secret, signature, written_secret


def test_a_receiver_can_verify_a_body_with_the_secret_that_it_was_shown() -> None:
    secret = new_secret()
    shown = written_secret(secret)
    assert shown.startswith(PREFIX)
    key = base64.b64decode(shown.removeprefix(PREFIX))
    expected = hmac.new(key, b'msg_1.1700000000.{"a":1}', sha256).digest()
    signed = signature(secret, "msg_1", 1_700_000_000, b'{"a":1}')
    assert signed == "v1," + base64.b64encode(expected).decode()


def test_a_known_message_has_the_published_signature() -> None:
    # The example of the specification's own libraries.
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_secrets_are_long_and_never_the_same() -> None:
    assert len(new_secret()) == SECRET_BYTES
    assert new_secret() != new_secret()
