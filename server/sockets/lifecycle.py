"""The life of a socket in the namespace: its admission, its greeting, and its end."""

from socketio.exceptions import ConnectionRefusedError as ConnectRefused

from server.domain.rejection import Code, Rejection
from server.identity.identity import Identity
from server.identity.tokens import Tokens
from server.sockets.identities import Identities
from server.sockets.recovery.recovery import Recovery
from server.wire.errors import Refused
from server.wire.requests import Authenticate


class Lifecycle:
    """Lets sockets in and out, for the Socket.IO server."""

    def __init__(self, tokens: Tokens, identities: Identities, recovery: Recovery) -> None:
        self._tokens = tokens
        self._identities = identities
        self._recovery = recovery

    async def connect(self, sid: str, _: object, auth: object) -> None:
        """Let a socket in, with a valid token as its user and without a token as a watcher.

        Raises the library's ConnectionRefusedError.
        """
        claims = auth if isinstance(auth, dict) else {}
        identity = self._authenticated(sid, claims.get("token"))
        try:
            await self._recovery.begin(sid, claims.get("pid"), identity)
        except BaseException:
            self.disconnected(sid, wanted=False)
            raise

    def connect_at_once(self, sid: str, auth: object) -> bool:
        """Let a socket in as `connect` does, in the same turn; return False if it has to wait.

        A socket that names its earlier session waits for Redis. Raises the library's
        ConnectionRefusedError.
        """
        claims = auth if isinstance(auth, dict) else {}
        if claims.get("pid") is not None:
            return False
        self._authenticated(sid, claims.get("token"))
        try:
            self._recovery.begin_new(sid)
        except BaseException:
            self.disconnected(sid, wanted=False)
            raise
        return True

    def greeting(self, sid: str) -> dict[str, str]:
        """Return the fields of the CONNECT packet beside the sid."""
        pid = self._recovery.pid(sid)
        return {} if pid is None else {"pid": pid}

    def connected(self, sid: str) -> None:
        """Send a socket that has been let in the messages which it missed, if it was here before."""
        self._recovery.send_missed(sid)

    def disconnected(self, sid: str, *, wanted: bool) -> None:
        """Forget a socket; its session is kept for a while unless the client `wanted` to leave."""
        self._identities.forget(sid)
        self._recovery.end(sid, wanted=wanted)

    def _authenticated(self, sid: str, token: object) -> Identity | None:
        if token is None:
            return None
        try:
            if not isinstance(token, str):
                token = Authenticate.parse({"token": token}).token
            identity = self._tokens.verify(token)
        except Refused as refused:
            rejection = Rejection(Code.UNAUTHENTICATED, refused.rejection.message)
            raise _connect_refused(rejection) from None
        try:
            self._identities.set(sid, identity)
        except Refused as refused:
            raise _connect_refused(refused.rejection) from None
        return identity


def _connect_refused(rejection: Rejection) -> ConnectRefused:
    data = {"code": rejection.code.value, **rejection.details}
    return ConnectRefused(rejection.message, data)
