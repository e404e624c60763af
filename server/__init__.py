"""The server of the auction, from the command line down to the pure rules.

A room uses the rooms below it and none above:

cluster      several nodes on one machine behind HAProxy
node         the composition of a node from its settings
sockets      the Socket.IO face
web          the HTTP face
reference    the published contract
edge         addresses, origins and rates of requests, before they are parsed
use_cases    what both faces ask for: bidding, watching, selling
identity     tokens, keys and the identity that they prove
webhooks     events for the operator's own services
wire         the messages: requests, answers, errors
bidding      the floor, and the hot state in Redis
domain       the auction rules, pure

embedded     a private Valkey and PostgreSQL for a node without stores of its own
settings     the environment variables, checked at the start
secret_files   secrets that stand in files
setting_groups settings of traces and of limits
setting_types  types of settings that are lists
unknown_settings  variables that look like settings and are none
tasks        background tasks with an owner
histogram    counts of values in classes, for metrics
tracing      spans of bids, on all nodes
outage       failures that repeat are logged once
pubsub       a subscription to a Redis pub/sub channel
backoff      growing waits between retries
"""
