"""The layer below the routes: connections, deadlines, and the checks and headers of every request.

entrance       checks every request, calls the application, and completes every response
checks         header bytes, content encodings and origins
cross_origin   the headers with which pages of other origins may read responses, and preflights
request_ids    the ids of requests, for the log
rate_limits    the rates of addresses and users
pacing         the turns of addresses that send many requests
new_connections  connections until their first bytes, which may open a websocket
connections    a connection's deadlines, the bound on connections, and clients that break HTTP
counters       refusals by reason
"""
