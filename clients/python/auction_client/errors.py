"""The exceptions of the client.

    AuctionError
      NotConnected        there is no connection, so nothing was sent
      Unanswered          a request was sent and no answer arrived
        OutcomeUnknown    the same for a bid, after its whole time limit; carries the `bid_id`
      RequestRefused      the server refused a request; carries the code and the details
      UnexpectedAnswer    the server sent a message outside the contract
      WrongUsage          an address, an amount or an option is unusable

A refused bid raises nothing: `AuctionClient.bid` returns its refusal.
"""

from auction_client.messages import Refusal


class AuctionError(Exception):
    """Base class of everything that this client raises."""


class NotConnected(AuctionError):  # noqa: N818 - it names the state, as the others do
    """There is no connection to the server; nothing was sent."""


class Unanswered(AuctionError):  # noqa: N818
    """A request was sent and no answer arrived."""


class OutcomeUnknown(Unanswered):
    """A bid may stand or not. Sending it again with the same `bid_id` and terms gives the answer."""

    def __init__(self, bid_id: str) -> None:
        super().__init__(f"bid {bid_id} was sent but not answered: it may stand or not")
        self.bid_id = bid_id


class RequestRefused(AuctionError):  # noqa: N818
    """The server refused a request."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal

    @property
    def code(self) -> str:
        """The refusal's stable code, one of `RefusalCode`."""
        return self.refusal.code


class UnexpectedAnswer(AuctionError):  # noqa: N818
    """The server sent a message outside the contract."""


class WrongUsage(AuctionError, ValueError):  # noqa: N818
    """An argument of the caller is unusable."""
