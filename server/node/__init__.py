"""The composition of a node: settings become parts, and the parts become a running process.

app                 the composition root: a whole node
core                bidding and the archive, without faces
socket_face         the Socket.IO face
stores              connections to Redis and PostgreSQL, or the embedded ones
redis_client        clients of Redis by URL: one server, Sentinel, Cluster
token_keys          the secret or the public keys that verify tokens
metrics             the metrics of all parts
logs                structured logs, one line an event
garbage_collection  rare collections for a process with many long-lived objects
demo                the demo sale
"""
