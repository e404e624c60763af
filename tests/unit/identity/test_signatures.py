"""A token whose header is known is verified as strictly as the first one."""

import base64
import time
from dataclasses import dataclass, field
from typing import Any

import jwt
import pytest

from server.identity import signatures
from server.identity.signatures import Signatures
from server.identity.tokens import SharedSecret, Tokens
from tests.unit.identity.keyring import SECRET, rsa_key, signed
from tests.unit.identity.verifiers import key_file, refusal_of

GOOD = signed(SECRET, "HS256")
OTHER = signed(SECRET, "HS256", name="Bob")


def knowing() -> Signatures:
    """Return a verifier that knows the header of GOOD."""
    made = Signatures(SharedSecret(SECRET))
    made.claims(GOOD)
    return made


def parts(token: str) -> list[str]:
    return token.split(".")


@dataclass
class ChangingKeys:
    """A source whose one key is replaced."""

    key: str = SECRET
    algorithm: str = "HS256"
    asked: list[str | None] = field(default_factory=list)

    def key_for(self, key_id: str | None) -> str:
        self.asked.append(key_id)
        return self.key


def test_a_later_token_with_the_header_proves_its_own_claims(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    verifier = knowing()
    monkeypatch.setattr(jwt, "decode_complete", None)
    assert verifier.claims(OTHER)["name"] == "Bob"


FORGED = {
    "a signature of other claims": ".".join([*parts(OTHER)[:2], parts(GOOD)[2]]),
    "another key": signed("another secret of the same length and kind", "HS256"),
    "no signature": ".".join([*parts(GOOD)[:2], ""]),
    "a part of the signature": GOOD[:-8],
    "nothing signed": ".".join([parts(GOOD)[0], "", parts(GOOD)[2]]),
    "two parts": ".".join(parts(GOOD)[:2]),
    "four parts": f"{GOOD}.{parts(GOOD)[2]}",
    "a letter that is none of Base64": GOOD[:-1] + "!",
    "a line break": GOOD + "\n",
    "bits beyond the signature": GOOD[:-1] + chr(ord(GOOD[-1]) + 1),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_a_forged_token_with_a_known_header_is_refused(forged: str) -> None:
    with pytest.raises(jwt.PyJWTError):
        knowing().claims(forged)
    assert refusal_of(Tokens(SharedSecret(SECRET)), forged)


def test_a_text_that_is_signed_and_no_object_of_claims_is_refused() -> None:
    verifier = knowing()
    for text in (b"[1]", b"no JSON", b"\xff", b"[" * 3_000):
        with pytest.raises(jwt.DecodeError):
            verifier.claims(jwt.PyJWS().encode(text, SECRET, algorithm="HS256"))


def test_a_key_that_is_no_longer_published_verifies_nothing() -> None:
    keys = ChangingKeys()
    verifier = Signatures(keys)
    verifier.claims(GOOD)
    assert verifier.claims(OTHER)
    keys.key = "the next secret, which is as long as the first"
    with pytest.raises(jwt.InvalidSignatureError):
        verifier.claims(OTHER)
    assert verifier.claims(signed(keys.key, "HS256", name="Cid"))["name"] == "Cid"


def test_each_known_header_leads_to_its_own_key() -> None:
    tokens = key_file()
    for _ in range(2):
        for name in ("k1", "k2"):
            assert tokens.verify(signed(rsa_key(name), "RS256", kid=name)).user_id == "u1"
            assert refusal_of(tokens, signed(rsa_key("k3"), "RS256", kid=name))


def test_the_header_of_a_forged_token_is_not_remembered() -> None:
    verifier = Signatures(SharedSecret(SECRET))
    for forged in FORGED.values():
        with pytest.raises(jwt.PyJWTError):
            verifier.claims(forged)
    assert not verifier._known


def test_a_header_with_anything_unusual_is_read_again_each_time() -> None:
    verifier = Signatures(SharedSecret(SECRET))
    claims: dict[str, Any] = {"sub": "u1", "exp": int(time.time()) + 60}
    unusual = jwt.encode(claims, SECRET, "HS256", headers={"x5u": "https://id.example"})
    assert verifier.claims(unusual)["sub"] == "u1"
    assert not verifier._known


def test_padding_is_taken_as_by_the_library() -> None:
    padded = ".".join(
        part + "=" * (-len(part) % 4) if place == 2 else part
        for place, part in enumerate(parts(GOOD))
    )
    assert padded != GOOD
    assert knowing().claims(padded) == Signatures(SharedSecret(SECRET)).claims(padded)


def test_the_number_of_known_headers_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "KNOWN_HEADERS_MAX", 3)
    verifier = Signatures(SharedSecret(SECRET))
    for number in range(8):
        assert verifier.claims(signed(SECRET, "HS256", kid=f"k{number}"))
        assert 1 <= len(verifier._known) <= 3


def test_the_segments_are_those_of_the_token() -> None:
    header = base64.urlsafe_b64decode(parts(GOOD)[0] + "==")
    assert b"HS256" in header
    assert list(knowing()._known) == [parts(GOOD)[0].encode()]
