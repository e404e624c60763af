"""The HTTP routes.

auction_rest  the sales, their items, their history, and registration
editing       changes and deletions of items and sales
bidders       the bidders of a sale
saleroom      clerks, paddles, bids of the room and notices
settling      the cost of bids, results and statements
webhooks      webhooks and their deliveries
catalogue     searches among items, and sales in files
mine          what is a user's own
requests      the HTTP session, requests and their answers
"""

from auction_client.rest.auction_rest import AuctionRest
from auction_client.rest.requests import REST_ANSWER_TIMEOUT_S

__all__ = ["REST_ANSWER_TIMEOUT_S", "AuctionRest"]
