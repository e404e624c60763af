"""What the client raises.

    AuctionError
      NotConnected        no server there, or the connection is gone: nothing was sent
      NoAnswer            something was sent, and no answer came back
        AnswerUnknown     so it went with a bid, for the whole time limit; carries its bid_id
      RequestRefused      the server refused; carries the code and the figures
      UnexpectedAnswer    the server sent what the contract doesn't know
      WrongUsage          an address, an amount or an option that can't be used

A refused bid is no error: `AuctionClient.bid` returns it.
"""

from clients.python.messages import Refused


class AuctionError(Exception):
    """Anything that this client raises."""


class NotConnected(AuctionError):  # noqa: N818 - it names the state, as the others name theirs
    """There is no connection to the server; nothing was sent."""


class NoAnswer(AuctionError):  # noqa: N818
    """A request was sent and its answer did not come."""


class AnswerUnknown(NoAnswer):
    """A bid may stand or not. Bidding again with the same `bid_id` and figures tells which."""

    def __init__(self, bid_id: str) -> None:
        super().__init__(f"no answer to bid {bid_id}: it may stand or not")
        self.bid_id = bid_id


class RequestRefused(AuctionError):  # noqa: N818
    """The server refused a request."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(str(refused))
        self.refused = refused


class UnexpectedAnswer(AuctionError):  # noqa: N818
    """The server sent something that the contract doesn't know."""


class WrongUsage(AuctionError, ValueError):  # noqa: N818
    """Something that the client was given can't be used."""
