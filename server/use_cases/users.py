"""Users: the answer to a socket that authenticates."""

from server.identity.identity import Identity
from server.wire.answers import AuthenticateAnswer


def authenticate_answer(identity: Identity) -> AuthenticateAnswer:
    """Build the answer to `authenticate`."""
    return AuthenticateAnswer(
        ok=True,
        user_id=identity.user_id,
        role=identity.role.value,
        expires_at=identity.expires_at,
        handle=identity.handle,
    )
