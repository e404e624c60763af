"""The check of tokens: HS256 with the deployment's secret."""

import jwt

from loadtest.baselines.items import Refused, User


class Tokens:
    """A verifier of tokens."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def user(self, token: object) -> User:
        """Return a token's user; raises Refused `unauthenticated`."""
        try:
            claims = jwt.decode(
                str(token),
                self._secret,
                algorithms=["HS256"],
                options={"require": ["sub", "name", "role", "exp"]},
            )
        except jwt.PyJWTError:
            raise Refused("unauthenticated", "the token is not valid") from None
        return User(claims["sub"], claims["name"], claims["role"])

    def auctioneer(self, authorization: str) -> User:
        """Return the auctioneer of an Authorization header; raises Refused."""
        user = self.user(authorization.removeprefix("Bearer "))
        if user.role not in ("auctioneer", "admin"):
            raise Refused("forbidden", "only an auctioneer may do this")
        return user
