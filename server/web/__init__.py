"""The HTTP face. A handler parses the request, calls one use case and answers.

app         the aiohttp application, made of the resources' routes
bearer      the identity in the Authorization header
arguments   the arguments of requests, in the path or in a body that may be absent
errors      answers, and every error as a problem document
editing     PATCH and DELETE of items and sales
auctions    /auctions and their items
items       POST /bid, /items and their bids
house/      running sales, quotes, results, statements and webhooks
bidders/    admission to sales, deposits, and the bids, wins and watchlists of a bidder
catalogue   searches among items, and sales as files
users       POST /users
health      /healthz and /readyz
metrics     /metrics
operations  where /readyz and /metrics are served
page        the web client at /
shared      answers that are made once for all clients that wait for them
transport   connections, and the checks and headers of every request
"""
