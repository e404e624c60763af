"""The transport: from a request to a session, from bytes to packets, and back.

engine           python-engineio's server: opens and closes sessions
handshakes/      accepted and refused websockets
connection       one websocket: an asyncio protocol and Engine.IO socket
liveness         its pings and its end
incoming         its receiving half, read or held
outgoing         its sending half, bounded for slow readers
slow_readers     counters of clients that do not read
write_coalescer  one write per connection and turn of the loop
frames           RFC 6455 frames, pure
pipeline         the open packets of one socket, answered in order
polling          a session over HTTP requests
rate_limits      limits of sockets, handshakes and events, by address and by user
timer_wheel      one timer for all sockets
encoding         JSON for the library's packets
"""
